import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLitellmDatabase } from '../../support/litellm-database.ts';
import { CELLS, type Cell } from '../../support/nuke-cells.ts';
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
/** A filled one that whatever is refused leaves as it was. */
let shared: string;
let unchanged: Record<string, string>;
let url: string;
const folder = makeRunFolder();
/** One for each test: the newest log is then the only one. */
let cwd: string;

beforeAll(async () => {
  server = await startPostgres();
  shared = await newDatabase();
  const flags = ['--environment', 'staging'];
  await runCommand(['nuke-db', 'mark', ...flags], { url: shared, cwd: folder.path });
  unchanged = await hashTables(shared);
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

beforeEach(() => {
  cwd = mkdtempSync(join(folder.path, 'run-'));
  url = shared;
});

afterEach(async () => {
  const leaks = await findLeaks(url);
  if (leaks.length > 0) throw new Error(`left behind: ${JSON.stringify(leaks)}`);
});

async function newDatabase(): Promise<string> {
  const created = await createLitellmDatabase(server);
  await fillDatabase(created);
  return created;
}

const name = (): string => new URL(url).pathname.slice(1);

/** Says in the database what it is for, or that it says nothing. */
async function mark(environment: string | undefined): Promise<void> {
  if (url !== shared && environment === undefined) return;
  if (url !== shared) {
    const flags = ['--environment', environment ?? 'none', '--production', name()];
    expect((await runCommand(['nuke-db', 'mark', ...flags], { url, cwd })).code).toBe(0);
    return;
  }
  await runSql(url, `DELETE FROM llmgw.meta WHERE key = 'environment'`);
  if (environment === undefined) return;
  await runSql(url, `INSERT INTO llmgw.meta (key, value) VALUES ('environment', $1)`, [
    environment,
  ]);
}

describe('the matrix of guards', () => {
  const play = async (cell: Cell) => {
    if (cell.sql !== undefined) await runSql(url, cell.sql);
    await mark(cell.marker);
    const other = cell.connected === true ? await openClient(url) : null;
    const { confirm_token: token, rows } = await planNuke({ url, cwd });
    const consent = cell.agent?.replace('TOKEN', token);
    const env: Record<string, string> =
      consent === undefined ? {} : { CLAUDECODE: '1', LLMGW_USER_CONSENT: consent };
    const flags = cell.flags({ token, rows, name: name() });
    const end = await runCommand(['nuke-db', 'run', '--watch', '0', ...flags], { url, cwd, env });
    await other?.end().catch(() => {});
    return end;
  };

  test.each(CELLS.filter(({ refuses }) => refuses !== null))('$title: $refuses', async (cell) => {
    if (cell.sql !== undefined) url = await newDatabase();
    const { code, stderr } = await play(cell);
    expect(stderr).toContain(`guard ${cell.refuses}:`);
    expect(code).toBe(6);
    expect(lastLogLine(cwd)).toMatchObject({
      event: 'nuke.aborted',
      code: 'E_REFUSED',
      changed: false,
    });
    if (url === shared) expect(await hashTables(url)).toEqual(unchanged);
    else expect((await planNuke({ url, cwd })).rows).toBeGreaterThanOrEqual(88);
  });

  test.each(CELLS.filter(({ refuses }) => refuses === null))('$title: done', async (cell) => {
    url = await newDatabase();
    const { code, stderr } = await play(cell);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('rror') });
    expect(lastLogLine(cwd)).toMatchObject({ event: 'nuke.done', changed: true });
    expect((await planNuke({ url, cwd })).rows).toBe(0);
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
    await mark(undefined);
    const other = await newDatabase();
    const { confirm_token: token } = await planNuke({ url: other, cwd });
    const run = await runCommand(['nuke-db', 'run', '--watch', '0', '--confirm', token], {
      url,
      cwd,
    });
    expect(run.stderr).toContain('guard token:');
    expect(run.code).toBe(6);
  });

  test('of another scope is refused, and so is one for a tenth of the rows', async () => {
    url = await newDatabase();
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

describe('what plan says', () => {
  test('2 with --exit-code while there are rows, 0 when there are none', async () => {
    url = await newDatabase();
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
