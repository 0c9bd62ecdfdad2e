import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { Client } from 'pg';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { buildCli } from '../support/run-cli.ts';
import { findFreePort } from '../support/server-process.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import {
  Bench,
  createSealedDatabase,
  NEW_KEY,
  OLD_KEY,
  untilNobody,
} from '../support/rotation-rig.ts';
import { countKeys, expectSameMeaning, readState, type State } from '../support/rotation-truth.ts';

const UPDATE_MODELS = 'UPDATE "public"."LiteLLM_ProxyModelTable"';

let server: TestPostgres;
let bench: Bench;
let template: string;
let before: State;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await startPostgres();
  bench = new Bench();
  const url = await createSealedDatabase(server);
  template = new URL(url).pathname.slice(1);
  before = await readState(url);
  await buildCli();
}, 60_000);

afterEach(async () => {
  for (const { close } of opened.splice(0)) await close();
});

afterAll(async () => {
  bench.close();
  await server.stop();
});

async function newDatabase(): Promise<string> {
  return server.createDatabase(template);
}

/** Somebody else's connection. */
async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  opened.push({ close: async () => client.end() });
  return client;
}

/** The same database through a wire that can be cut. */
async function through(url: string): Promise<{ proxy: TcpProxy; url: string }> {
  const proxy = await startTcpProxy(server.port);
  opened.push(proxy);
  const proxied = new URL(url);
  proxied.port = String(proxy.port);
  return { proxy, url: proxied.href };
}

async function expectUnchanged(url: string): Promise<void> {
  await untilNobody(server, url);
  const state = await readState(url);
  expect(state).toEqual(before);
}

/** A second run finishes what the first one could not. */
async function expectHealed(url: string): Promise<void> {
  expect(await bench.run(url)).toMatchObject({ code: 0 });
  const state = await readState(url);
  expectSameMeaning(before, state);
  expect(countKeys(state).old).toBe(0);
}

const ONLINE = ['--mode', 'online', '--i-accept-mixed-state', '--batch', '10'];

describe('the connection', () => {
  test('breaks in the middle of the rewriting: all is old, a second run heals', async () => {
    const url = await newDatabase();
    const wire = await through(url);
    wire.proxy.onSent(UPDATE_MODELS, () => wire.proxy.cut());
    const { code, stderr } = await bench.run(wire.url);
    expect([code, stderr]).toEqual([4, expect.stringContaining('error[E_UNREACHABLE]')]);
    await expectUnchanged(url);
    await expectHealed(url);
  });

  test('breaks between two pages of online mode: finished pages stay, a second run heals', async () => {
    const url = await newDatabase();
    const env = { NODE_ENV: 'test', LLMGW_FAILPOINTS: 'page.after_update@4=drop' };
    const { code } = await bench.run(url, { args: ONLINE, env });
    expect([4, 8]).toContain(code);
    await untilNobody(server, url);
    const state = await readState(url);
    expectSameMeaning(before, state);
    expect(countKeys(state).new).toBeGreaterThan(0);
    await expectHealed(url);
  });

  test('is ended by an administrator', async () => {
    const url = await newDatabase();
    const wire = await through(url);
    const name = new URL(url).pathname.slice(1);
    wire.proxy.onSent(UPDATE_MODELS, () => {
      void server.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = '${name}' AND application_name = 'llmgw-reencrypt'`);
    });
    const { code } = await bench.run(wire.url, { args: ['--batch', '5'] });
    expect(code).toBe(4);
    await expectUnchanged(url);
  });

  test('swallows everything: the run ends by itself', async () => {
    const url = await newDatabase();
    const wire = await through(url);
    wire.proxy.onSent(UPDATE_MODELS, () => wire.proxy.freeze());
    const { code } = await bench.run(wire.url, { args: ['--statement-timeout', '1s'] });
    expect(code).toBe(4);
    wire.proxy.cut();
    await expectUnchanged(url);
  }, 20_000);

  test('loses the answer to COMMIT: the server is asked on another one', async () => {
    const url = await newDatabase();
    const env = { NODE_ENV: 'test', LLMGW_FAILPOINTS: 'commit.sent=drop' };
    const { code, stdout } = await bench.run(url, { env, args: ['--json'] });
    const { new: fresh } = countKeys(await readState(url));
    expect([code, fresh]).toEqual(code === 0 ? [0, before.secrets.length] : [4, 0]);
    expect(JSON.parse(stdout)).toMatchObject({ changed: code === 0 });
    await expectHealed(url);
  });

  test('goes with the program at COMMIT: status says what became of it', async () => {
    const url = await newDatabase();
    const cwd = bench.folder('lost-commit');
    const env = { NODE_ENV: 'test', LLMGW_FAILPOINTS: 'commit.sent=kill' };
    expect(await bench.run(url, { env, cwd })).toMatchObject({ code: 137 });
    await untilNobody(server, url);
    const { new: fresh } = countKeys(await readState(url));
    expect([0, before.secrets.length]).toContain(fresh);
    const { stdout } = await bench.run(url, { args: ['status'], cwd });
    expect(stdout).toMatch(fresh === 0 ? /is aborted$/m : /is committed$/m);
    await expectHealed(url);
  });
});

/** Runs while somebody else holds a lock; its holder must be named, and nothing changed. */
async function expectToWait(statement: string): Promise<void> {
  const url = await newDatabase();
  const other = await connect(url);
  await other.query('BEGIN');
  await other.query(statement);
  const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const { code, stderr } = await bench.run(url, { args: ['--lock-timeout', '100ms'] });
  expect([code, stderr]).toEqual([7, expect.stringContaining(`pid ${rows[0]?.pid}`)]);
  await other.query('ROLLBACK');
  await expectUnchanged(url);
}

describe('a lock', () => {
  test('on a row, or on a table, is waited for, for a while; its holder is named', async () => {
    await Promise.all([
      expectToWait('SELECT 1 FROM "LiteLLM_ProxyModelTable" LIMIT 1 FOR UPDATE'),
      expectToWait('UPDATE "LiteLLM_Config" SET param_value = param_value'),
    ]);
  }, 40_000);

  test.each([2, 8])(
    'is held by one of %i runs at once; every row is written once',
    async (runs) => {
      const url = await newDatabase();
      const ended = await Promise.all(Array.from({ length: runs }, async () => bench.run(url)));
      const codes = ended.map(({ code }) => code);
      expect(codes).toContain(0);
      expect(codes.filter((code) => code !== 0 && code !== 7)).toEqual([]);
      await untilNobody(server, url);
      const other = await connect(url);
      const { rows } = await other.query<{ count: number }>(
        'SELECT sum(n_tup_upd)::int AS count FROM pg_stat_user_tables',
      );
      expect(rows[0]?.count).toBe(120);
      expectSameMeaning(before, await readState(url));
    },
    40_000,
  );
});

describe('the server', () => {
  test('is not there', async () => {
    const url = `postgresql://nobody:canary@127.0.0.1:${await findFreePort()}/litellm`;
    const report = join(bench.dir, 'unreachable.json');
    const { code, stdout, stderr } = await bench.run(url, {
      args: ['--report', report, '--connect-timeout', '2s'],
    });
    expect(code).toBe(4);
    expect(stdout).toContain('reencrypt-db: unreachable');
    expect(stdout + stderr).not.toContain('canary');
    expect(existsSync(report)).toBe(true);
  });

  test('takes longer for a statement than is allowed', async () => {
    const url = await newDatabase();
    const { code } = await bench.run(url, { args: ['--statement-timeout', '1ms'] });
    expect(code).toBe(4);
    await expectUnchanged(url);
  });

  test('has no room: everything is taken back', async () => {
    const url = await newDatabase();
    const other = await connect(url);
    await other.query(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.model_id = 'm-040' THEN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END IF;
         RETURN NEW; END $$`);
    await other.query(`CREATE TRIGGER full_disk BEFORE UPDATE ON "LiteLLM_ProxyModelTable"
      FOR EACH ROW EXECUTE FUNCTION full_disk()`);
    const { code, stderr } = await bench.run(url, { args: ['--batch', '10'] });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/disk of the server is full/)]);
    await expectUnchanged(url);
    const online = await bench.run(url, { args: ONLINE });
    expect([1, 8]).toContain(online.code);
    expectSameMeaning(before, await readState(url));
    await other.query('DROP TRIGGER full_disk ON "LiteLLM_ProxyModelTable"');
    await expectHealed(url);
  });

  test('lets this role read only', async () => {
    const url = await newDatabase();
    const other = await connect(url);
    await other.query(
      `DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN END $$`,
    );
    await other.query('GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader');
    const { code } = await bench.run(url.replace('postgres@', 'reader@'));
    expect(code).toBe(6);
    await expectUnchanged(url);
  });

  test('has another database by that name: no table of LiteLLM in it', async () => {
    const url = await server.createDatabase();
    const { code, stdout, stderr } = await bench.run(url);
    expect([0, 6]).toContain(code);
    expect(stdout + stderr).toMatch(/LiteLLM/);
  });
});

describe('the disk', () => {
  test('does not take the backup: nothing is written', async () => {
    const url = await newDatabase();
    const file = join(bench.dir, 'in-the-way');
    writeFileSync(file, '');
    const { code, stderr } = await bench.run(url, { args: ['--backup', file] });
    expect([code, stderr]).toEqual([74, expect.stringContaining('the backup cannot be written')]);
    await expectUnchanged(url);
  });

  test('keeps a backup with every old value in it', async () => {
    const url = await newDatabase();
    const parent = join(bench.dir, 'kept');
    expect(await bench.run(url, { args: ['--backup', parent] })).toMatchObject({ code: 0 });
    const [folder = ''] = readdirSync(parent);
    const kept = gunzipSync(readFileSync(join(parent, folder, 'values.jsonl.gz'))).toString();
    expect(kept.trimEnd().split('\n')).toHaveLength(120);
  });
});

describe('a key', () => {
  test.each([
    ['that opens nothing', { LITELLM_SALT_KEY: 'sk-some-other-salt-key-of-somebody' }],
    ['that is empty as the new one', { LLMGW_NEW_SALT_KEY: '' }],
    ['of one character as the new one', { LLMGW_NEW_SALT_KEY: 'x' }],
    ['that is old and new', { LLMGW_NEW_SALT_KEY: OLD_KEY }],
  ])('%s is refused', async (_what, env) => {
    const url = await newDatabase();
    expect(await bench.run(url, { env })).toMatchObject({ code: 6 });
    await expectUnchanged(url);
  });

  test.each([
    ['in quotes', `"${OLD_KEY}"`, 'without the quotes around it'],
    ['with a newline too many', `${OLD_KEY}\n`, 'without blanks around it'],
  ])('%s is refused, and it is told what is wrong with it', async (_what, key, how) => {
    const url = await newDatabase();
    const { code, stdout } = await bench.run(url, { env: { LITELLM_SALT_KEY: key } });
    expect([code, stdout]).toEqual([6, expect.stringContaining(how)]);
    await expectUnchanged(url);
  });

  test('in the place of the other writes nothing', async () => {
    const url = await newDatabase();
    const env = { LITELLM_SALT_KEY: NEW_KEY, LLMGW_NEW_SALT_KEY: OLD_KEY };
    await bench.run(url, { env });
    await expectUnchanged(url);
  });

  test.each([
    ['of other letters', 'ключ-🔑-соль-für-alle'],
    ['of 4 KB', 'k3y-'.repeat(1_024)],
  ])('%s is a key', async (_what, key) => {
    const url = await newDatabase();
    expect(await bench.run(url, { env: { LLMGW_NEW_SALT_KEY: key } })).toMatchObject({ code: 0 });
    const back = { LITELLM_SALT_KEY: key, LLMGW_NEW_SALT_KEY: OLD_KEY };
    expect(await bench.run(url, { env: back })).toMatchObject({ code: 0 });
    const state = await readState(url);
    expect(countKeys(state)).toEqual({ old: before.secrets.length, new: 0 });
    expect(state.rest).toEqual(before.rest);
  });
});

describe('somebody', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'sends %s: everything is taken back, and told',
    async (signal, code) => {
      const url = await newDatabase();
      const other = await connect(url);
      await other.query(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END $$`);
      await other.query(`CREATE TRIGGER slow BEFORE UPDATE ON "LiteLLM_ProxyModelTable"
      FOR EACH ROW EXECUTE FUNCTION slow()`);
      const run = await bench.start(url, { args: ['--batch', '10'] });
      await run.until(/models 10\/80/);
      run.signal(signal);
      const ended = await run.ended;
      expect(ended).toMatchObject({ code, stdout: expect.stringContaining('interrupted') });
      await expectUnchanged(url);
    },
    20_000,
  );

  test('closes the pipe: it ends quietly, and has done its work', async () => {
    const url = await newDatabase();
    const script = '"$0" "$1" reencrypt-db run --yes --json | head -c 0; exit 0';
    const program = await buildCli();
    const { stderr } = await execa('sh', ['-c', script, process.execPath, program], {
      cwd: bench.dir,
      env: {
        PATH: process.env['PATH'] ?? '',
        ...{ DATABASE_URL: url, LITELLM_SALT_KEY: OLD_KEY, LLMGW_NEW_SALT_KEY: NEW_KEY },
      },
      extendEnv: false,
    });
    expect(stderr).not.toMatch(/error|EPIPE| at /);
    expect(countKeys(await readState(url)).old).toBe(0);
  });

  test('has not agreed: nothing is written, and the next step is named', async () => {
    const url = await newDatabase();
    const refused = await bench.run(url, { args: ['run'] });
    expect(refused).toMatchObject({ code: 6, stderr: expect.stringContaining('--confirm RE-') });
    const [token = ''] = /--confirm (\S+?),/.exec(refused.stderr)?.slice(1) ?? [];
    await expectUnchanged(url);
    expect(await bench.run(url, { args: ['run', '--confirm', token] })).toMatchObject({ code: 0 });
  });

  test('else runs it as a coding agent: it is refused, and asks its user', async () => {
    const url = await newDatabase();
    const env = { CLAUDECODE: '1' };
    const refused = await bench.run(url, { env });
    expect(refused).toMatchObject({ code: 6, stderr: expect.stringContaining('USER_CONSENT') });
    await expectUnchanged(url);
  });
});
