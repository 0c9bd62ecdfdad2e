import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLitellmDatabase } from '../support/litellm-database.ts';
import { lastLogLine, makeRunFolder, planNuke } from '../support/nuke.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { runCli, startCli, type CliResult } from '../support/run-cli.ts';
import {
  fillDatabase,
  findLeaks,
  hashTables,
  openClient,
  runSql,
} from '../support/wipe-database.ts';

let server: TestPostgres;
const folder = makeRunFolder();
const PASSWORD = 'Canary-Passw0rd-9f31';
const CANARY = 'canary-7c1e-row-content';

beforeAll(async () => {
  server = await startPostgres({ password: PASSWORD });
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

const newFolder = (): string => mkdtempSync(join(folder.path, 'run-'));

async function filled(): Promise<string> {
  const url = await createLitellmDatabase(server);
  await fillDatabase(url, CANARY);
  return url;
}

/** `nuke-db run` with the token of a plan, in its own process. */
async function argsFor(url: string, cwd: string, ...more: readonly string[]): Promise<string[]> {
  const { confirm_token: token, rows } = await planNuke({ url, cwd });
  const backup = more.some((flag) => flag.includes('backup'))
    ? []
    : ['--no-backup', '--discard-rows', String(rows)];
  return ['nuke-db', 'run', '--watch', '0', '--confirm', token, ...backup, ...more];
}

/** Rows of LiteLLM's tables, and everything else that must not move. */
async function stateOf(url: string): Promise<{ readonly rows: number; readonly others: unknown }> {
  const [total] = await runSql(
    url,
    `SELECT ((SELECT count(*) FROM "LiteLLM_VerificationToken") + (SELECT count(*) FROM "LiteLLM_SpendLogs"))::int AS rows,
            (SELECT count(*)::int FROM app_users) AS users,
            pg_relation_filenode('app_users') AS filenode`,
  );
  return { rows: Number(total?.['rows']), others: [total?.['users'], total?.['filenode']] };
}

/** What is left of a run that is gone must be gone within two seconds. */
async function expectNoLeaks(url: string): Promise<void> {
  const until = performance.now() + 2_000;
  let leaks = await findLeaks(url);
  while (leaks.length > 0 && performance.now() < until) leaks = await findLeaks(url);
  expect(leaks).toEqual([]);
}

describe('kill -9 at every point, then again', () => {
  const points = [
    'lock.after',
    'count.before',
    'truncate.after',
    'verify.after',
    'commit.sent',
    'commit.after',
  ];

  test('leaves all or nothing, and what is left can be wiped', async () => {
    const outcomes = await Promise.all(
      points.map(async (point) => {
        const url = await filled();
        const cwd = newFolder();
        await runSql(url, 'CREATE TABLE app_users (id int); INSERT INTO app_users VALUES (1), (2)');
        const before = await stateOf(url);
        const args = await argsFor(url, cwd, '--allow-connected');
        const env = { DATABASE_URL: url, NODE_ENV: 'test', LLMGW_FAILPOINTS: `${point}=kill` };
        const killed = await runCli(args, { env, cwd });
        await expectNoLeaks(url);
        const between = await stateOf(url);
        const again = await runCli(await argsFor(url, cwd), { env: { DATABASE_URL: url }, cwd });
        const after = await stateOf(url);
        expect(between.others).toEqual(before.others);
        expect(after).toEqual({ rows: 0, others: before.others });
        expect(lastLogLine(cwd)).toMatchObject({ event: 'nuke.done', changed: true });
        return [
          point,
          killed.code,
          between.rows === before.rows ? 'unchanged' : String(between.rows),
          again.code,
        ];
      }),
    );
    expect(outcomes).toEqual([
      ['lock.after', 137, 'unchanged', 0],
      ['count.before', 137, 'unchanged', 0],
      ['truncate.after', 137, 'unchanged', 0],
      ['verify.after', 137, 'unchanged', 0],
      ['commit.sent', 137, expect.stringMatching(/^(unchanged|0)$/), 0],
      ['commit.after', 137, '0', 0],
    ]);
  }, 60_000);

  test('a connection that breaks after COMMIT was sent is settled with the server', async () => {
    const url = await filled();
    const cwd = newFolder();
    const env = { DATABASE_URL: url, NODE_ENV: 'test', LLMGW_FAILPOINTS: 'commit.sent=drop' };
    const { code, stdout } = await runCli([...(await argsFor(url, cwd)), '--json'], { env, cwd });
    const [{ n } = { n: -1 }] = await runSql(
      url,
      'SELECT count(*)::int AS n FROM "LiteLLM_SpendLogs"',
    );
    expect([code, n]).toEqual(code === 0 ? [0, 0] : [1, 50]);
    if (code === 0) expect(JSON.parse(stdout)).toMatchObject({ settled: true });
    expect(lastLogLine(cwd)).toMatchObject({ changed: code === 0 });
  });

  test.each(['lock.after', 'truncate.after'])(
    'a connection that breaks at %s changes nothing',
    async (point) => {
      const url = await filled();
      const cwd = newFolder();
      const before = await hashTables(url);
      const env = { DATABASE_URL: url, NODE_ENV: 'test', LLMGW_FAILPOINTS: `${point}=drop` };
      const { code } = await runCli(await argsFor(url, cwd), { env, cwd });
      expect(code).toBe(4);
      expect(await hashTables(url)).toEqual(before);
      expect(lastLogLine(cwd)).toMatchObject({ event: 'nuke.aborted', changed: false });
    },
  );
});

describe('signals', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s while the tables are in use: %i, and nothing was changed',
    async (signal, code) => {
      const url = await filled();
      const cwd = newFolder();
      const before = await hashTables(url);
      const holder = await openClient(url);
      await holder.query('BEGIN; SELECT 1 FROM "LiteLLM_SpendLogs" LIMIT 1');
      const flags = [
        '--allow-connected',
        '--production',
        new URL(url).pathname.slice(1),
        '--log-format',
        'json',
      ];
      const cli = await startCli([...(await argsFor(url, cwd)), ...flags], {
        env: { DATABASE_URL: url },
        cwd,
      });
      await cli.until(/lock\.wait/);
      cli.signal(signal);
      const ended = await cli.ended;
      expect(ended.stderr).toContain('nothing was changed');
      expect(ended.code).toBe(code);
      await expectNoLeaks(url);
      await holder.end();
      expect(await hashTables(url)).toEqual(before);
      expect(lastLogLine(cwd)).toMatchObject({ event: 'nuke.aborted', changed: false });
    },
  );
});

describe('several at once', () => {
  test('of four runs one works; the others change nothing and say so', async () => {
    const url = await filled();
    const cwd = newFolder();
    const args = await argsFor(url, cwd);
    const runs = await Promise.all(
      [1, 2, 3, 4].map(async () => runCli(args, { env: { DATABASE_URL: url }, cwd: newFolder() })),
    );
    const codes = runs.map(({ code }: CliResult) => code);
    expect(codes.filter((code) => code === 0)).toHaveLength(1);
    expect(codes.filter((code) => code !== 0 && code !== 6 && code !== 7)).toEqual([]);
    await expectNoLeaks(url);
  });
});

describe('secrets', () => {
  test('neither the password nor a row shows up anywhere but in the backup', async () => {
    const url = await filled();
    const cwd = newFolder();
    await runSql(
      url,
      `GRANT ALL ON ALL TABLES IN SCHEMA public TO tester; GRANT ALL ON DATABASE "${new URL(url).pathname.slice(1)}" TO tester;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tester; GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO tester`,
    );
    const mine = new URL(url);
    mine.username = 'tester';
    mine.password = PASSWORD;
    const env = { DATABASE_URL: mine.href };
    const plan = await runCli(['nuke-db', 'plan', '--watch', '0'], { env, cwd });
    const [token = ''] = /NK-\w{4}-\w{4}/.exec(plan.stdout) ?? [];
    // TRUNCATE with RESTART IDENTITY wants the owner of the counters: that role may not.
    const refused = await runCli(
      ['nuke-db', 'run', '--watch', '0', '--confirm', token, '--log-format', 'json'],
      { env, cwd },
    );
    const wrong = new URL(mine.href);
    wrong.password = `${PASSWORD}-wrong`;
    const denied = await runCli(['nuke-db', 'plan'], { env: { DATABASE_URL: wrong.href }, cwd });
    expect([plan.code, refused.code, denied.code]).toEqual([0, 6, 4]);
    const logs = readdirSync(join(cwd, '.llmgw', 'runs')).map((name) =>
      readFileSync(join(cwd, '.llmgw', 'runs', name), 'utf8'),
    );
    const said = [plan, refused, denied].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    const all = [...said, ...logs].join('\n');
    for (const secret of [
      PASSWORD,
      encodeURIComponent(PASSWORD),
      Buffer.from(PASSWORD).toString('base64'),
      CANARY,
    ]) {
      expect(all).not.toContain(secret);
    }
    expect(all).toContain('backup.ok');
    const backups = join(cwd, '.llmgw', 'backups');
    const [made = ''] = readdirSync(backups);
    expect(statSync(join(backups, made)).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(join(backups, made))) {
      expect(statSync(join(backups, made, file)).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(join(backups, made, 'manifest.json'), 'utf8')).not.toContain(PASSWORD);
  });
});
