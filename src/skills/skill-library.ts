import type { SkillsConfig } from '../config/types.ts';
import type { Clock } from '../core/clock.ts';
import { listFolderSkills, readFolderSkill, type FolderListing } from './folder-skills.ts';
import { SkillCache, type Cached, type CacheCounters } from './skill-cache.ts';
import { SkillFault, STORED_PREFIX, type Skill } from './skill.ts';
import { readStoredSkill, type SkillStore } from './stored-skills.ts';

/** What a library is made of. Asked anew for each load: configuration and database come and go. */
export interface LibraryParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: () => SkillsConfig;
  /** null: the gateway runs without a database; `away`: it cannot be asked now. */
  readonly store: () => SkillStore | 'away' | null;
  /** Told of every skill that could not be loaded. */
  readonly onFault?: (id: string, thrown: unknown) => void;
}

/** What is known of a skill: at once where it is cached. */
export type SoonSkill = Cached<Skill> | null | Promise<Cached<Skill> | null>;

/** A skill that cannot be read will not be better in a second. */
const FAULT_REST_MS = 10_000;
const FAILURE_REST_MS = 1_000;

/** Every skill that requests may name, of folders and of the database, through one cache. */
export class SkillLibrary {
  readonly #parts: LibraryParts;
  readonly #cache: SkillCache<Skill>;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
    this.#cache = new SkillCache<Skill>({
      clock: parts.clock,
      random: parts.random,
      load: async (id) => this.#load(id),
      sizeOf: ({ id, name, title, text }) => 2 * (id + name + title + text).length,
      ttlMs: () => parts.settings().cacheTtlMs,
      restMs: (thrown) => (thrown instanceof SkillFault ? FAULT_REST_MS : FAILURE_REST_MS),
      onFault: parts.onFault ?? (() => {}),
    });
  }

  /** What the configuration says at the moment. */
  get settings(): SkillsConfig {
    return this.#parts.settings();
  }

  /** What became of the questions so far. */
  get counters(): Readonly<CacheCounters & { entries: number; bytes: number }> {
    return { ...this.#cache.counters, entries: this.#cache.size, bytes: this.#cache.bytes };
  }

  /** The skill with this id; rejects when that is not to be found out, or it cannot be used. */
  get(id: string): SoonSkill {
    return this.#cache.get(id);
  }

  /** The skills of folders, read anew. */
  async listFolders(): Promise<FolderListing> {
    return listFolderSkills(this.settings.folders);
  }

  /** One skill was changed or deleted. */
  forget(id: string): void {
    this.#cache.forget(id);
  }

  /** All may have been deleted. */
  forgetAll(): void {
    this.#cache.clear();
  }

  /** Changes may have been missed: nothing is given any more before it was asked for anew. */
  expire(): void {
    this.#cache.expire();
  }

  async #load(id: string): Promise<Skill | null> {
    if (!id.startsWith(STORED_PREFIX)) {
      return (await readFolderSkill(this.settings.folders, id))?.skill ?? null;
    }
    const store = this.#parts.store();
    if (store === 'away') throw new Error('the database is away');
    return store === null ? null : readStoredSkill(store, id);
  }
}
