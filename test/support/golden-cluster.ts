import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Secret } from '../../src/core/secret.ts';
import { openDatabase } from '../../src/db/connect.ts';
import { createTables } from '../../src/db/litellm/create-tables.ts';
import { LITELLM_TABLES } from '../../src/db/litellm/tables.ts';
import {
  makeTempDir,
  onFreePort,
  removeTempDir,
  startServerProcess,
  type Account,
} from './server-process.ts';

/** Where the programs of PostgreSQL are and who runs them. */
export interface ClusterTools {
  readonly bin: string;
  readonly account: Account | null;
}

/** The superuser of every cluster of ours. */
export const SUPERUSER = 'postgres';
/** A database with all of LiteLLM's tables, in every cluster of ours: the template of copies. */
export const LITELLM_TEMPLATE = 'litellm_template';
const DATA = 'data';
/** Nothing in a test is to survive the machine. */
export const CARELESS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Lays the files of a cluster in `folder`, a copy of the one that the first test of a run makes in
 * `scratch`: `initdb` and the 57 tables cost two seconds, a copy a tenth of one.
 */
export async function copyCluster(
  folder: string,
  scratch: string,
  tools: ClusterTools,
): Promise<void> {
  const golden = join(scratch, 'golden');
  if (!existsSync(golden)) await makeGolden(golden, tools);
  execFileSync('cp', ['-R', join(golden, DATA), folder], { stdio: 'pipe', ...tools.account });
}

/** Makes it under another name first: of several that try at once the first one is taken. */
async function makeGolden(golden: string, tools: ClusterTools): Promise<void> {
  const draft = makeTempDir('draft-', tools.account, dirname(golden));
  try {
    initCluster(draft, tools, ['--wal-segsize=1']);
    await addTemplate(draft, tools);
    if (!existsSync(golden)) renameSync(draft, golden);
  } catch (thrown) {
    if (!existsSync(golden)) throw thrown;
  } finally {
    removeTempDir(draft);
  }
}

/** Lays the files of an empty cluster in `folder`. */
export function initCluster(
  folder: string,
  tools: ClusterTools,
  more: readonly string[] = [],
): void {
  const where = ['-D', join(folder, DATA), '-U', SUPERUSER, '-A', 'trust', '-E', 'UTF8'];
  const quick = ['--locale=C', '--no-sync', '--no-instructions'];
  execFileSync(join(tools.bin, 'initdb'), [...where, ...quick, ...more], {
    cwd: folder,
    stdio: 'pipe',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    ...tools.account,
  });
}

async function addTemplate(folder: string, { bin, account }: ClusterTools): Promise<void> {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...CARELESS };
  await onFreePort(async (port) => {
    const server = await startServerProcess({
      program: join(bin, 'postgres'),
      args: ['-D', join(folder, DATA), '-p', String(port), ...settingArguments(settings)],
      cwd: folder,
      account,
      ready: /ready to accept connections/,
      // Waits for its clients and leaves files that need no recovery.
      signal: 'TERM',
    });
    try {
      await createLitellmTemplate(`postgresql://${SUPERUSER}@127.0.0.1:${port}`);
    } finally {
      await server.stop();
    }
  });
}

async function createLitellmTemplate(server: string): Promise<void> {
  const maintenance = openDatabase(new Secret(`${server}/postgres`), { maxConnections: 1 });
  try {
    await maintenance.query({ name: 'test-create-template', text: CREATE, values: [] });
  } finally {
    await maintenance.close();
  }
  await fillWithTables(`${server}/${LITELLM_TEMPLATE}`);
}

const CREATE = `CREATE DATABASE ${LITELLM_TEMPLATE} TEMPLATE template0`;

/** Creates all of LiteLLM's tables in an empty database. */
export async function fillWithTables(url: string): Promise<void> {
  const database = openDatabase(new Secret(url), { maxConnections: 1 });
  try {
    await database.transaction(async (tx) => createTables(tx, LITELLM_TABLES));
  } finally {
    await database.close();
  }
}

/** Settings as arguments of `postgres`. */
export function settingArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
