import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  CARELESS,
  copyCluster,
  initCluster,
  LITELLM_TEMPLATE,
  settingArguments,
  SUPERUSER,
} from './golden-cluster.ts';
import {
  makeTempDir,
  onFreePort,
  removeTempDir,
  startServerProcess,
  type Account,
  type ServerProcess,
} from './server-process.ts';
import { findPrograms, readScratch, readTestUrl, versionFolders } from './test-env.ts';

/** A PostgreSQL for tests: a throw-away cluster, or the server of `TEST_DATABASE_URL`. */
export interface TestPostgres {
  /** URL of the maintenance database, as a superuser of a cluster of ours. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Folder of the unix socket; null for a server that is not ours. */
  readonly socketDir: string | null;
  /** A database with all of LiteLLM's tables to copy; null: this server has none. */
  readonly litellmTemplate: string | null;
  /** Process id of the server; null for a server that is not ours. */
  readonly pid: number | null;
  /**
   * Makes a database with a name of its own and gives its URL. `template` is the name of a database
   * to copy. Dropped by `stop`.
   */
  createDatabase(template?: string): Promise<string>;
  /** Runs SQL on the maintenance database and gives the rows. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Ends the cluster and removes its files; drops what was created on a server that is not ours. */
  stop(): Promise<void>;
}

/** What a test asks of its PostgreSQL. */
export interface PostgresOptions {
  /**
   * The password of the role `tester`, which must give it over TCP (the socket trusts everybody).
   * A server with such a role is always one of our own.
   */
  readonly password?: string;
  /** Write to the disk as a server in production does: for benchmarks. */
  readonly durable?: boolean;
}

const MISSING =
  'No PostgreSQL for the tests: postgres and initdb are neither on PATH nor below ' +
  '/usr/lib/postgresql. Install them (Debian: apt-get install -y postgresql) or set TEST_DATABASE_URL.';
const SYSTEM_ROOT = '/usr/lib/postgresql';

/** Starts a real server with everything durable turned off. Throws when there are no binaries. */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const given = readTestUrl('TEST_DATABASE_URL');
  if (given !== null && options.password === undefined) return foreignPostgres(given);
  const bin = findBinaries();
  const account = chooseAccount();
  const scratch = options.durable === true ? null : readScratch();
  const folder = makeTempDir('llmgw-pg-', account, scratch ?? tmpdir());
  try {
    if (scratch === null) initCluster(folder, { bin, account });
    else await copyCluster(folder, scratch, { bin, account });
    if (options.password !== undefined) demandPassword(folder);
    const cluster = await onFreePort(async (port) =>
      startCluster({ bin, folder, account, port, durable: options.durable === true }, scratch),
    );
    if (options.password !== undefined) await createTester(cluster, options.password);
    return cluster;
  } catch (thrown) {
    removeTempDir(folder);
    throw thrown;
  }
}

/** The folder that holds both `postgres` and `initdb`. */
function findBinaries(): string {
  const folders = versionFolders(SYSTEM_ROOT).map((version) => join(SYSTEM_ROOT, version, 'bin'));
  const bin = findPrograms(['postgres', 'initdb'], folders);
  if (bin === null) throw new Error(MISSING);
  return bin;
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or else as `nobody`. */
function chooseAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65_534, gid: 65_534 };
}

/** First line wins in `pg_hba.conf`, so the rule for one role goes on top. */
function demandPassword(folder: string): void {
  const path = join(folder, 'data', 'pg_hba.conf');
  const rules = readFileSync(path, 'utf8');
  writeFileSync(path, `host all tester 127.0.0.1/32 scram-sha-256\n${rules}`);
}

async function createTester(cluster: TestPostgres, password: string): Promise<void> {
  try {
    await cluster.query(`CREATE ROLE tester LOGIN PASSWORD '${password.replaceAll("'", "''")}'`);
  } catch (thrown) {
    await cluster.stop();
    throw thrown;
  }
}

interface ClusterPlan {
  readonly bin: string;
  readonly folder: string;
  readonly account: Account | null;
  readonly port: number;
  readonly durable: boolean;
}

async function startCluster(plan: ClusterPlan, scratch: string | null): Promise<TestPostgres> {
  const { bin, folder, account, port, durable } = plan;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    ...(durable ? {} : CARELESS),
    shared_buffers: durable ? '128MB' : '16MB',
    max_connections: '50',
  };
  const server = await startServerProcess({
    program: join(bin, 'postgres'),
    args: [...['-D', join(folder, 'data'), '-p', String(port)], ...settingArguments(settings)],
    cwd: folder,
    account,
    ready: /ready to accept connections/,
    signal: 'QUIT',
  });
  const template = scratch === null ? null : LITELLM_TEMPLATE;
  return { ...ownPostgres(server, folder, port), litellmTemplate: template };
}

function ownPostgres(server: ServerProcess, folder: string, port: number): TestPostgres {
  const url = `postgresql://${SUPERUSER}@127.0.0.1:${port}/postgres`;
  return {
    url,
    host: '127.0.0.1',
    port,
    socketDir: folder,
    litellmTemplate: null,
    pid: server.pid,
    createDatabase: async (template) => createDatabase(url, template),
    query: async (sql) => runSql(url, sql),
    async stop(): Promise<void> {
      await server.stop();
      removeTempDir(folder);
    },
  };
}

function foreignPostgres(url: string): TestPostgres {
  const created: string[] = [];
  const { hostname, port } = new URL(url);
  return {
    url,
    host: hostname,
    port: Number(port || 5432),
    socketDir: null,
    litellmTemplate: null,
    pid: null,
    query: async (sql) => runSql(url, sql),
    async createDatabase(template): Promise<string> {
      const database = await createDatabase(url, template);
      created.push(nameOf(database));
      return database;
    },
    async stop(): Promise<void> {
      for (const name of created)
        await runSql(url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}

async function createDatabase(url: string, template = 'template0'): Promise<string> {
  const name = `llmgw_test_${process.pid}_${process.hrtime.bigint().toString(36)}`;
  await runSql(url, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  const created = new URL(url);
  created.pathname = `/${name}`;
  return created.href;
}

function nameOf(databaseUrl: string): string {
  return new URL(databaseUrl).pathname.slice(1);
}

async function runSql(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}
