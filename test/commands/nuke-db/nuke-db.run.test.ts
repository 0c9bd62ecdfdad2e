import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createLitellmDatabase } from '../../support/litellm-database.ts';
import { lastLogLine, makeRunFolder, nukeAll, planNuke, runCommand } from '../../support/nuke.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import {
  fillDatabase,
  findLeaks,
  hashTables,
  openClient,
  runSql,
} from '../../support/wipe-database.ts';

let server: TestPostgres;
let url: string;
const folder = makeRunFolder();
/** One for each test: the newest log is then the only one. */
let cwd: string;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

beforeEach(async () => {
  url = await createLitellmDatabase(server);
  await fillDatabase(url);
  cwd = mkdtempSync(join(folder.path, 'run-'));
});

afterEach(async () => {
  expect(await findLeaks(url)).toEqual([]);
});

const name = (): string => new URL(url).pathname.slice(1);
const mark = async (environment: string): Promise<void> => {
  const flags = ['--environment', environment, '--production', name()];
  expect((await runCommand(['nuke-db', 'mark', ...flags], { url, cwd })).code).toBe(0);
};

/** One cell of the matrix: what stands in the way, and what is said to it. */
interface Cell {
  readonly title: string;
  readonly marker?: string;
  /** Another session is connected. */
  readonly connected?: boolean;
  readonly agent?: string;
  readonly sql?: string;
  readonly flags: (facts: { token: string; rows: number; name: string }) => readonly string[];
  /** The guard that refuses; null: nothing does. */
  readonly refuses: string | null;
}

const confirmed = ['--no-backup', '--discard-rows'];
const CELLS: readonly Cell[] = [
  {
    title: 'a token and the rows typed out pass',
    flags: ({ token, rows }) => ['--confirm', token, ...confirmed, `${rows}`],
    refuses: null,
  },
  { title: 'without anything', flags: () => [], refuses: 'confirmation' },
  { title: 'with --yes alone', flags: () => ['--yes'], refuses: 'confirmation' },
  {
    title: 'with --yes on a database marked staging',
    marker: 'staging',
    flags: () => ['--yes'],
    refuses: 'confirmation',
  },
  {
    title: 'with --yes on a database marked ci',
    marker: 'ci',
    flags: ({ rows }) => ['--yes', ...confirmed, `${rows}`],
    refuses: null,
  },
  {
    title: 'with --yes and no backup, although marked ci',
    marker: 'ci',
    flags: () => ['--yes', '--no-backup'],
    refuses: 'backup',
  },
  { title: 'with a made-up token', flags: () => ['--confirm', 'NK-AAAA-AAAA'], refuses: 'token' },
  {
    title: 'with a made-up token on a database marked test',
    marker: 'test',
    flags: () => ['--confirm', 'NK-AAAA-AAAA', '--yes'],
    refuses: 'token',
  },
  {
    title: 'without a backup and without the rows',
    flags: ({ token }) => ['--confirm', token, '--no-backup'],
    refuses: 'backup',
  },
  {
    title: 'with the wrong number of rows',
    flags: ({ token, rows }) => ['--confirm', token, ...confirmed, `${rows - 1}`],
    refuses: 'backup',
  },
  {
    title: 'marked production, with a token',
    marker: 'production',
    flags: ({ token, rows }) => ['--confirm', token, ...confirmed, `${rows}`],
    refuses: 'production',
  },
  {
    title: 'marked production, with another name',
    marker: 'production',
    flags: ({ token, rows }) => [
      '--confirm',
      token,
      '--production',
      'other',
      ...confirmed,
      `${rows}`,
    ],
    refuses: 'production',
  },
  {
    title: 'marked production, with its name',
    marker: 'production',
    flags: ({ token, rows, name: named }) => [
      '--confirm',
      token,
      '--production',
      named,
      ...confirmed,
      `${rows}`,
    ],
    refuses: null,
  },
  {
    title: 'marked production, with its name but without a token',
    marker: 'production',
    flags: ({ name: named }) => ['--production', named, '--yes'],
    refuses: 'confirmation',
  },
  {
    title: 'connected sessions look like production',
    connected: true,
    flags: ({ token }) => ['--confirm', token],
    refuses: 'production',
  },
  {
    title: 'connected sessions, with the name alone',
    connected: true,
    flags: ({ token, name: named }) => ['--confirm', token, '--production', named],
    refuses: 'sessions',
  },
  {
    title: 'connected sessions, allowed',
    connected: true,
    flags: ({ token, rows, name: named }) => [
      '--confirm',
      token,
      '--production',
      named,
      '--allow-connected',
      ...confirmed,
      `${rows}`,
    ],
    refuses: null,
  },
  {
    title: 'connected sessions, ended one by one',
    connected: true,
    flags: ({ token, rows, name: named }) => [
      '--confirm',
      token,
      '--production',
      named,
      '--terminate-others',
      ...confirmed,
      `${rows}`,
    ],
    refuses: null,
  },
  {
    title: 'connected sessions on a database marked dev',
    connected: true,
    marker: 'dev',
    flags: ({ rows }) => ['--yes', ...confirmed, `${rows}`],
    refuses: null,
  },
  {
    title: 'an agent',
    agent: '',
    flags: ({ token, rows }) => ['--confirm', token, ...confirmed, `${rows}`],
    refuses: 'agent',
  },
  {
    title: 'an agent with a consent to something else',
    agent: 'yes please wipe it all, NK-AAAA-AAAA',
    flags: ({ token }) => ['--confirm', token],
    refuses: 'agent',
  },
  {
    title: 'an agent with a consent to this',
    agent: 'I want the test data gone: TOKEN',
    flags: ({ token, rows }) => ['--confirm', token, ...confirmed, `${rows}`],
    refuses: null,
  },
  {
    title: 'an agent on a database marked test',
    agent: '',
    marker: 'test',
    flags: ({ rows }) => ['--yes', ...confirmed, `${rows}`],
    refuses: null,
  },
  {
    title: 'an agent on a database marked production, named',
    agent: '',
    marker: 'production',
    flags: ({ token, name: named }) => ['--confirm', token, '--production', named],
    refuses: 'agent',
  },
  {
    title: 'a publication',
    sql: 'CREATE PUBLICATION pub_all FOR ALL TABLES',
    flags: ({ token }) => ['--confirm', token],
    refuses: 'production',
  },
  {
    title: 'requests of today',
    sql: `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, "startTime", "endTime") VALUES ('today', 'x', now(), now())`,
    flags: ({ token }) => ['--confirm', token],
    refuses: 'production',
  },
  {
    title: 'a table of somebody else refers to keys',
    sql: 'CREATE TABLE app_users (id int, token text REFERENCES "LiteLLM_VerificationToken")',
    flags: ({ token }) => ['--confirm', token],
    refuses: 'hindrance',
  },
  {
    title: 'the same on a database marked test',
    marker: 'test',
    sql: 'CREATE TABLE app_users (id int, token text REFERENCES "LiteLLM_VerificationToken")',
    flags: () => ['--yes'],
    refuses: 'hindrance',
  },
];

describe('the matrix of guards', () => {
  test.each(CELLS)('$title: $refuses', async (cell) => {
    if (cell.sql !== undefined) await runSql(url, cell.sql);
    if (cell.marker !== undefined) await mark(cell.marker);
    const other = cell.connected === true ? await openClient(url) : null;
    const { confirm_token: token, rows } = await planNuke({ url, cwd });
    const before = await hashTables(url);
    const consent = cell.agent?.replace('TOKEN', token);
    const env: Record<string, string> =
      consent === undefined ? {} : { CLAUDECODE: '1', LLMGW_USER_CONSENT: consent };
    const flags = cell.flags({ token, rows, name: name() });
    const { code, stderr } = await runCommand(['nuke-db', 'run', '--watch', '0', ...flags], {
      url,
      cwd,
      env,
    });
    await other?.end().catch(() => {});
    if (cell.refuses === null) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('rror') });
      expect(lastLogLine(cwd)).toMatchObject({ event: 'nuke.done', changed: true });
      expect((await planNuke({ url, cwd })).rows).toBe(0);
      return;
    }
    expect(stderr).toContain(`guard ${cell.refuses}:`);
    expect(code).toBe(6);
    expect(await hashTables(url)).toEqual(before);
    expect(lastLogLine(cwd)).toMatchObject({
      event: 'nuke.aborted',
      code: 'E_REFUSED',
      changed: false,
    });
  });

  test('neither the environment nor a file can name the database', async () => {
    await mark('production');
    const env = { PRODUCTION: name(), LLMGW_PRODUCTION: name(), LLMGW_YES: '1' };
    const { confirm_token: token } = await planNuke({ url, cwd });
    const run = await runCommand(['nuke-db', 'run', '--confirm', token], { url, cwd, env });
    expect(run.code).toBe(6);
    expect(run.stderr).toContain('guard production:');
  });
});

describe('tokens', () => {
  test('that of another database is refused', async () => {
    const other = await createLitellmDatabase(server);
    await fillDatabase(other);
    const { confirm_token: token } = await planNuke({ url: other, cwd });
    const run = await runCommand(['nuke-db', 'run', '--watch', '0', '--confirm', token], {
      url,
      cwd,
    });
    expect(run.stderr).toContain('guard token:');
    expect(run.code).toBe(6);
  });

  test('of another scope is refused, and so is one for a tenth of the rows', async () => {
    const { confirm_token: token } = await planNuke({ url, cwd }, '--scope', 'spend');
    const run = async (scope: string): Promise<number> =>
      (
        await runCommand(['nuke-db', 'run', '--watch', '0', '--confirm', token, '--scope', scope], {
          url,
          cwd,
        })
      ).code;
    expect(await run('data')).toBe(6);
    await runSql(
      url,
      `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, "startTime", "endTime")
         SELECT 'more' || i, 'x', '2026-01-01', '2026-01-01' FROM generate_series(1, 450) i`,
    );
    expect(await run('spend')).toBe(6);
  });
});

describe('scopes', () => {
  const emptied = async (...args: readonly string[]): Promise<string[]> => {
    const before = await hashTables(url);
    const { code, stderr } = await nukeAll({ url, cwd }, ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('rror') });
    const after = await hashTables(url);
    return Object.keys(before)
      .filter((table) => before[table] !== after[table])
      .map((table) => table.replace('LiteLLM_', ''));
  };

  test.each([
    [['--scope', 'spend'], ['SpendLogs']],
    [
      ['--scope', 'keys'],
      ['JWTKeyMapping', 'VerificationToken'],
    ],
    [['--scope', 'models'], ['ProxyModelTable']],
    [['--tables', 'LiteLLM_JWTKeyMapping'], ['JWTKeyMapping']],
    [
      ['--scope', 'keys', '--method', 'delete'],
      ['JWTKeyMapping', 'VerificationToken'],
    ],
  ])('%j empties what it says and nothing else', async (args, tables) => {
    expect(await emptied(...args)).toEqual(tables);
  });

  test("data spares what is not LiteLLM's, also where the name looks like it", async () => {
    await runSql(
      url,
      `CREATE TABLE "LiteLLM_VideoTaskTable" (id int); INSERT INTO "LiteLLM_VideoTaskTable" VALUES (1);
       CREATE TABLE app_users (id int); INSERT INTO app_users VALUES (1);
       CREATE TABLE _prisma_migrations (id int); INSERT INTO _prisma_migrations VALUES (1);
       CREATE SCHEMA app; CREATE TABLE app."LiteLLM_Config" (id int); INSERT INTO app."LiteLLM_Config" VALUES (1);`,
    );
    const gone = await emptied('--scope', 'data');
    expect(gone).not.toEqual(expect.arrayContaining(['VideoTaskTable']));
    expect(
      await runSql(
        url,
        `SELECT (SELECT count(*)::int FROM "LiteLLM_VideoTaskTable") + (SELECT count(*)::int FROM app_users)
      + (SELECT count(*)::int FROM _prisma_migrations) + (SELECT count(*)::int FROM app."LiteLLM_Config") AS n`,
      ),
    ).toEqual([{ n: 4 }]);
  });

  test('all drops tables and views, and leaves the rest of the schema', async () => {
    await runSql(
      url,
      `CREATE TABLE _prisma_migrations (id int); CREATE TABLE app_users (id int);
       CREATE VIEW "MonthlyGlobalSpend" AS SELECT sum(spend) FROM "LiteLLM_SpendLogs"`,
    );
    const { code, stdout } = await nukeAll({ url, cwd }, '--scope', 'all');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ dropped: true });
    const left = await runSql(
      url,
      `SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
       WHERE nspname = 'public' AND relkind IN ('r', 'v') ORDER BY 1`,
    );
    expect(left).toEqual([{ relname: '_prisma_migrations' }, { relname: 'app_users' }]);
    await runSql(url, 'DROP TABLE app_users');
  });

  test('all refuses where a view of somebody else looks at a table', async () => {
    await runSql(url, 'CREATE VIEW report AS SELECT count(*) FROM "LiteLLM_SpendLogs"');
    const { confirm_token: token } = await planNuke({ url, cwd }, '--scope', 'all');
    const run = await runCommand(
      ['nuke-db', 'run', '--scope', 'all', '--watch', '0', '--confirm', token],
      { url, cwd },
    );
    expect(run.code).toBe(6);
    expect(run.stderr).toContain('public.report');
  });

  test('partitions of the spend logs go with them', async () => {
    await runSql(
      url,
      `DROP TABLE "LiteLLM_SpendLogs";
       CREATE TABLE "LiteLLM_SpendLogs" (request_id text, "startTime" timestamp(3)) PARTITION BY RANGE ("startTime");
       CREATE TABLE spend_jan PARTITION OF "LiteLLM_SpendLogs" FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
       CREATE TABLE spend_rest PARTITION OF "LiteLLM_SpendLogs" DEFAULT;
       INSERT INTO "LiteLLM_SpendLogs" VALUES ('a', '2026-01-02'), ('b', '2026-05-02');`,
    );
    const { code, stdout } = await nukeAll(
      { url, cwd },
      '--scope',
      'spend',
      '--backup',
      `${cwd}/parts`,
    );
    expect(code).toBe(0);
    expect(await runSql(url, 'SELECT * FROM spend_jan UNION ALL SELECT * FROM spend_rest')).toEqual(
      [],
    );
    const { restore } = JSON.parse(stdout) as { restore: string };
    expect((await runCommand(restore.split(' ').slice(1), { url, cwd })).code).toBe(0);
    expect(await runSql(url, 'SELECT request_id FROM spend_jan')).toEqual([{ request_id: 'a' }]);
  });
});

describe('what plan says', () => {
  test('2 with --exit-code while there are rows, 0 when there are none', async () => {
    const plan = ['nuke-db', 'plan', '--exit-code', '--watch', '0'];
    expect((await runCommand(plan, { url, cwd })).code).toBe(2);
    await nukeAll({ url, cwd });
    expect((await runCommand(plan, { url, cwd })).code).toBe(0);
  });

  test('nothing of the contents, and no password', async () => {
    const { stdout, stderr } = await runCommand(['nuke-db', 'plan', '--watch', '0'], { url, cwd });
    expect(stdout).toContain('LiteLLM_SpendLogs');
    expect(stdout + stderr).not.toContain('canary');
  });
});
