import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makeRunFolder, nukeAll, planNuke, runCommand } from '../support/nuke.ts';
import { fillDatabase, hashTables, runSql } from '../support/wipe-database.ts';
import { useWipeRig } from '../support/wipe-rig.ts';

const rig = useWipeRig();
const folder = makeRunFolder();
let url: string;
let cwd: string;

afterAll(() => folder.remove());

beforeEach(async () => {
  ({ url } = await rig.newDatabase());
  await fillDatabase(url);
  cwd = mkdtempSync(join(folder.path, 'run-'));
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
