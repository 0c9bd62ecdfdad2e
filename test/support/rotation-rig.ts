import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../src/core/secret.ts';
import type { SealFormat } from '../../src/crypto/formats.ts';
import { sealValue } from '../../src/crypto/open-value.ts';
import { SaltKey } from '../../src/crypto/salt-key.ts';
import type { Queryable } from '../../src/db/database.ts';
import { createLitellmDatabase, openTestDatabase } from './litellm-database.ts';
import type { TestPostgres } from './postgres.ts';
import { runCli, startCli, type CliProcess, type CliResult } from './run-cli.ts';
import { makeTempDir, removeTempDir } from './server-process.ts';

/** Keys and plaintexts that must show up nowhere. */
export const OLD_KEY = 'sk-canary-old-salt-key-0123456789';
export const NEW_KEY = 'sk-canary-new-salt-key-9876543210';
export const PLAIN_CANARY = 'canary-plaintext';

/** How many rows of each kind a database of the tests has. */
const ROWS = { models: 80, credentials: 15, configs: 5, users: 10, keys: 10 };

const FORMATS: readonly SealFormat[] = ['nacl', 'v2', 'v3'];

/** Seals values as LiteLLM would, each in another format than the one before. */
class Sealer {
  readonly #key: SaltKey;
  #count = 0;

  constructor(key: SaltKey) {
    this.#key = key;
  }

  seal(what: string, marker = false): string {
    this.#count += 1;
    const format = FORMATS[this.#count % FORMATS.length] ?? 'nacl';
    const plain = Buffer.from(`${PLAIN_CANARY}-${what}-${this.#count}`);
    const place = { table: '', column: '', pk: '', pointer: '' };
    return sealValue(plain, this.#key, { format, marker, alphabet: 'url' }, place);
  }
}

/** Makes a database of 120 rows under the old key; its URL. */
export async function createSealedDatabase(server: TestPostgres, key = OLD_KEY): Promise<string> {
  const url = await createLitellmDatabase(server);
  const sealer = new Sealer(await SaltKey.from(new Secret(key)));
  const database = openTestDatabase(url);
  try {
    await database.transaction(async (tx) => fill(tx, sealer));
  } finally {
    await database.close();
  }
  return url;
}

async function fill(tx: Queryable, sealer: Sealer): Promise<void> {
  await insert(tx, 'LiteLLM_ProxyModelTable', modelRows(sealer));
  await insert(
    tx,
    'LiteLLM_CredentialsTable',
    times(ROWS.credentials, (n) => ({
      ...{ credential_id: `c-${n}`, credential_name: `cred-${n}` },
      ...{ credential_values: `{"api_key": "${sealer.seal('cred')}"}`, ...AUTHOR },
    })),
  );
  await insert(
    tx,
    'LiteLLM_Config',
    times(ROWS.configs, (n) => ({
      ...{ param_name: n === 0 ? 'environment_variables' : `settings_${n}` },
      ...{ param_value: `{"SECRET": "${sealer.seal('config')}", "plain": true}` },
    })),
  );
  await insert(
    tx,
    'LiteLLM_MCPUserCredentials',
    times(ROWS.users, (n) => ({
      ...{ id: `u-${n}`, user_id: `user-${n}`, server_id: 's', credential_b64: sealer.seal('mcp') },
    })),
  );
  await insert(
    tx,
    'LiteLLM_VerificationToken',
    times(ROWS.keys, (n) => ({
      ...{ token: randomBytes(32).toString('hex') },
      ...{ metadata: `{"callback": "${sealer.seal('cb', true)}", "note": "n-${n}"}` },
    })),
  );
}

const AUTHOR = { created_by: 'ada', updated_by: 'ada', updated_at: '2026-01-01 00:00:00' };

/** Numbers that JavaScript would spoil stand beside the secrets. */
function modelRows(sealer: Sealer): Record<string, string>[] {
  return times(ROWS.models, (n) => ({
    ...{ model_id: `m-${String(n).padStart(3, '0')}`, model_name: `model-${n}`, ...AUTHOR },
    litellm_params: `{"model": "${sealer.seal('model')}", "rpm": 1.10, "max": 12345678901234567890, "api_key": "${sealer.seal('key')}"}`,
  }));
}

function times<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

async function insert(
  tx: Queryable,
  table: string,
  rows: readonly Record<string, string>[],
): Promise<void> {
  for (const row of rows) {
    const names = Object.keys(row);
    const places = names.map((_, at) => `$${at + 1}`).join(', ');
    await tx.query({
      name: 'test',
      text: `INSERT INTO "${table}" (${names.join(', ')}) VALUES (${places})`,
      values: Object.values(row),
    });
  }
}

/** What a run is given besides the usual. */
export interface RunParts {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A folder for the traces of runs; emptied at the end. */
export class Bench {
  readonly dir = makeTempDir('llmgw-reencrypt-');

  /** Runs the real program on a database, with both keys, and nobody to ask. */
  async run(url: string, parts: RunParts = {}): Promise<CliResult> {
    return runCli(this.#words(parts), this.#options(url, parts));
  }

  async start(url: string, parts: RunParts = {}): Promise<CliProcess> {
    return startCli(this.#words(parts), this.#options(url, parts));
  }

  /** A folder of its own for one story. */
  folder(name: string): string {
    const path = join(this.dir, name);
    mkdirSync(path);
    return path;
  }

  close(): void {
    removeTempDir(this.dir);
  }

  #words({ args = [] }: RunParts): string[] {
    const action = /^(plan|run|verify|status)$/.test(args[0] ?? '') ? [] : ['run', '--yes'];
    return ['reencrypt-db', ...action, ...args];
  }

  #options(url: string, { env = {}, cwd = this.dir }: RunParts) {
    const keys = { LITELLM_SALT_KEY: OLD_KEY, LLMGW_NEW_SALT_KEY: NEW_KEY };
    return { cwd, env: { DATABASE_URL: url, ...keys, ...env } };
  }
}

/** Resolves when no run has a connection to the database any more; throws after 2 s. */
export async function untilNobody(server: TestPostgres, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const sql = `SELECT count(*)::int AS count, pg_sleep(0.02) FROM pg_stat_activity
                WHERE datname = '${name}' AND application_name LIKE 'llmgw-%'`;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const [row] = await server.query(sql);
    if (row?.['count'] === 0) return;
  }
  throw new Error('a run is gone, its connection and locks are not');
}
