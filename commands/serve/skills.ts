import type { Gateway } from '../../src/gateway/gateway.ts';
import { RequestSkills } from '../../src/skills/request-skills.ts';
import { SkillLibrary } from '../../src/skills/skill-library.ts';
import { SkillFault } from '../../src/skills/skill.ts';
import { Complaints } from '../../src/spend/complaints.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { MetricsRegistry } from '../../src/telemetry/metrics.ts';
import type { CommandContext } from '../context.ts';
import type { Backend } from './backend.ts';
import { describeFault } from './connect-database.ts';

/** What skills need of the rest. */
export interface SkillParts {
  readonly context: CommandContext;
  readonly gateway: Gateway;
  readonly backend: Pick<Backend, 'store'>;
  readonly registry: MetricsRegistry;
  readonly logger: Logger;
}

/**
 * Gives the gateway its skills: of the configured folders and of the database, whatever of it is
 * there when they are asked for. What is wrong with folders is said in the log.
 */
export async function openSkills(parts: SkillParts): Promise<SkillLibrary> {
  const { context, gateway, backend, registry, logger } = parts;
  const complaints = new Complaints(context.clock, logger);
  const library = new SkillLibrary({
    clock: context.clock,
    random: gateway.random,
    settings: () => gateway.runtime.config.llmgw.skills,
    store: () => backend.store,
    onFault: (id, thrown) =>
      complaints.say('a skill cannot be loaded', { skill: id, ...describe(thrown) }),
  });
  gateway.skills = new RequestSkills(library);
  registerGauges(registry, library);
  if (library.settings.folders.length > 0) {
    const { skills, faults } = await library.listFolders();
    for (const { message } of faults) logger.warn({ detail: message }, 'a skill cannot be used');
    logger.info({ skills: skills.length }, 'skills of folders');
  }
  return library;
}

function describe(thrown: unknown): Readonly<Record<string, unknown>> {
  return thrown instanceof SkillFault ? { detail: thrown.message } : describeFault(thrown);
}

const GAUGES = {
  entries: 'Skills that are cached.',
  bytes: 'Bytes of memory that they take.',
  hits: 'Skills given from the cache, fresh.',
  staleHits: 'Skills given from the cache while a newer one was loaded, or could not be.',
  absentHits: 'Questions for skills that are known not to exist.',
  misses: 'Skills that had to be waited for.',
  loads: 'Loads of skills.',
  failures: 'Loads of skills that failed.',
  evictions: 'Skills that made room for others.',
} as const satisfies Partial<Record<keyof SkillLibrary['counters'], string>>;

function registerGauges(registry: MetricsRegistry, library: SkillLibrary): void {
  const gauges = Object.entries(GAUGES).map(([field, help]) => ({
    field,
    gauge: registry.gauge(`llmgw_skill_cache_${toSnake(field)}`, help, []),
  }));
  registry.onCollect(() => {
    const counters: Readonly<Record<string, number>> = { ...library.counters };
    for (const { field, gauge } of gauges) gauge.with([]).set(counters[field] ?? 0);
  });
}

function toSnake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
