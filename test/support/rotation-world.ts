import { systemClock } from '../../src/core/clock.ts';
import { Secret } from '../../src/core/secret.ts';
import { SaltKey } from '../../src/crypto/salt-key.ts';
import { readCatalog, type Column } from '../../src/db/catalog.ts';
import type { Database, Queryable } from '../../src/db/database.ts';
import { quoteName } from '../../src/db/identifier.ts';
import { runRotation } from '../../src/rotation/run-rotation.ts';
import type { RotationInput, RotationOptions, RotationReport } from '../../src/rotation/types.ts';
import { createLitellmDatabase, openTestDatabase } from './litellm-database.ts';
import { sealIndependently } from './independent-cipher.ts';
import type { TestPostgres } from './postgres.ts';
import { readState, type RotationState, type TruthKeys } from './rotation-invariants.ts';
import { rotationOptions } from './rotation-literals.ts';

export const OLD = 'sk-old-salt-key-of-the-tests';
export const NEXT = 'sk-new-salt-key-of-the-tests';
const TRUTH: TruthKeys = { old: [OLD], next: NEXT };

/** What a run of a test is to be other than usual. */
export interface RunParts extends Partial<Omit<RotationInput, 'keys' | 'options'>> {
  readonly old?: readonly string[];
  readonly next?: string | null;
  readonly options?: Partial<RotationOptions>;
}

type Engine = (input: RotationInput) => Promise<RotationReport>;

/** A database of a test, and rotations of it. */
export class RotationWorld {
  readonly url: string;
  readonly database: Database;

  private constructor(url: string) {
    this.url = url;
    this.database = openTestDatabase(url);
  }

  /** One with all of LiteLLM's tables, empty. */
  static async create(server: TestPostgres): Promise<RotationWorld> {
    return new RotationWorld(await createLitellmDatabase(server));
  }

  static async at(url: string): Promise<RotationWorld> {
    return new RotationWorld(url);
  }

  /** Runs an engine, `runRotation` if none is named, on a connection of its own. */
  async run(parts: RunParts = {}, engine: Engine = runRotation): Promise<RotationReport> {
    return this.lend(parts, engine);
  }

  /** Gives `work` what an engine is given. */
  async lend<T>(parts: RunParts, work: (input: RotationInput) => Promise<T>): Promise<T> {
    const { old = [OLD], next = NEXT, options, ...rest } = parts;
    const keys = {
      old: await Promise.all(old.map(async (key) => SaltKey.from(new Secret(key)))),
      next: next === null ? null : await SaltKey.from(new Secret(next)),
    };
    return this.database.session(
      async (session) =>
        work({
          ...{ session, schema: 'public', keys, clock: systemClock, runId: 'run-1' },
          ...{ options: rotationOptions(options), progress: () => {}, backup: null },
          ...{ failpoint: () => {}, signal: new AbortController().signal },
          ...rest,
        }),
      { applicationName: 'llmgw-reencrypt', lockTimeoutMs: options?.lockTimeoutMs ?? 3_000 },
    );
  }

  async state(keys = TRUTH): Promise<RotationState> {
    return readState(this.database, keys);
  }

  async sql<Row extends object = Record<string, unknown>>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    return (await this.database.query<Row>({ name: 'test', text, values })).rows;
  }

  /** Adds a row; columns that must be filled and are not given are filled with something. */
  async insert(table: string, row: Readonly<Record<string, string>>): Promise<void> {
    await insertRow(this.database, table, row);
  }

  /** Adds a model with two values under `key`; more members may be given as JSON. */
  async addModel(id: string, { key = OLD, rest = '' } = {}): Promise<void> {
    const [secret, name] = [`key of ${id}`, 'm'].map((plain) => sealIndependently(plain, key));
    const litellm_params = `{"api_key": "${secret}", "model": "${name}"${rest}}`;
    await this.insert('LiteLLM_ProxyModelTable', { model_id: id, litellm_params });
  }

  /** Adds three of them, under the old key. */
  async addModels(): Promise<void> {
    for (const id of ['m-1', 'm-2', 'm-3']) await this.addModel(id);
  }

  async close(): Promise<void> {
    await this.database.close();
  }
}

let inserted = 0;

async function insertRow(
  db: Queryable,
  table: string,
  given: Readonly<Record<string, string>>,
): Promise<void> {
  const columns = (await readCatalog(db)).columns(table);
  inserted += 1;
  const needed = [...columns.values()].filter(
    ({ nullable, hasDefault, name }) => !nullable && !hasDefault && given[name] === undefined,
  );
  const row = { ...Object.fromEntries(needed.map((one) => [one.name, fillerFor(one)])), ...given };
  const names = Object.keys(row);
  const casts = names.map((name, at) => `$${at + 1}::${columns.get(name)?.type ?? 'text'}`);
  await db.query({
    name: 'test-insert',
    text: `INSERT INTO ${quoteName(table)} (${names.map(quoteName).join(', ')}) VALUES (${casts.join(', ')})`,
    values: Object.values(row),
  });
}

const FILLERS: readonly (readonly [RegExp, string])[] = [
  [/^timestamp/, '2026-01-02 03:04:05.678'],
  [/^json/, '{}'],
  [/\[\]$/, '{}'],
  [/^(?:integer|bigint|double|numeric)/, '0'],
  [/^boolean/, 'false'],
];

function fillerFor({ name, type }: Column): string {
  return FILLERS.find(([pattern]) => pattern.test(type))?.[1] ?? `${name}-${inserted}`;
}
