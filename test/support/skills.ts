import type { SkillsConfig } from '../../src/config/types.ts';
import { SkillLibrary } from '../../src/skills/skill-library.ts';
import type { SkillStore } from '../../src/skills/stored-skills.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A library on a clock that stands still. */
export interface TestLibrary {
  readonly clock: VirtualClock;
  readonly library: SkillLibrary;
  /** May be changed at any time. */
  readonly state: { store: SkillStore | 'away' | null; settings: SkillsConfig };
  /** Ids of the skills that could not be loaded. */
  readonly faults: readonly string[];
}

/** Makes one. */
export function makeLibrary(
  store: SkillStore | 'away' | null = null,
  settings: Partial<SkillsConfig> = {},
): TestLibrary {
  const clock = new VirtualClock();
  const faults: string[] = [];
  const state = {
    store,
    settings: { folders: [], cacheTtlMs: 60_000, onMissing: 'error' as const, ...settings },
  };
  const library = new SkillLibrary({
    clock,
    random: () => 0.5,
    settings: () => state.settings,
    store: () => state.store,
    onFault: (id) => void faults.push(id),
  });
  return { clock, library, state, faults };
}
