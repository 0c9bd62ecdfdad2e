import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { lastLogLine, makeRunFolder, nukeAll, planNuke, runCommand } from '../../support/nuke.ts';
import {
  fillDatabase,
  findLeaks,
  hashTables,
  openClient,
  runSql,
} from '../../support/wipe-database.ts';
import { useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();
const parent = makeRunFolder();
afterAll(() => parent.remove());

async function filled() {
  const { url } = await rig.newDatabase();
  await fillDatabase(url);
  return { url, cwd: mkdtempSync(join(parent.path, 'run-')) };
}

describe('there and back', () => {
  test.each(['rows', 'pg_dump'])(
    'with a backup of format %s every row comes back as it was',
    async (format) => {
      const run = await filled();
      const before = await hashTables(run.url);
      const { code, stdout } = await nukeAll(run, '--backup-format', format);
      expect(code).toBe(0);
      expect(await hashTables(run.url)).not.toEqual(before);
      const { restore } = JSON.parse(stdout) as { restore: string };
      const back = await runCommand(restore.split(' ').slice(1), run);
      expect(back.stdout).toContain('88 rows of 57 tables');
      expect(await hashTables(run.url)).toEqual(before);
      expect(await findLeaks(run.url)).toEqual([]);
    },
  );

  test('with --exact-backup no row is lost between the copy and the wipe', async () => {
    const run = await filled();
    const writer = await openClient(run.url);
    const stop = new AbortController();
    const writes = (async () => {
      let written = 0;
      while (!stop.signal.aborted) {
        written += 1;
        await writer.query(`INSERT INTO "LiteLLM_Config" VALUES ($1, '{}')`, [`w${written}`]);
      }
      return written;
    })();
    const name = new URL(run.url).pathname.slice(1);
    const { code, stdout, stderr } = await nukeAll(
      run,
      '--exact-backup',
      '--backup-format',
      'rows',
      '--tables',
      'LiteLLM_Config',
      '--allow-connected',
      '--production',
      name,
    );
    stop.abort();
    const written = await writes;
    await writer.end();
    // Between the plan and the lock the writer may have made it another wipe.
    if (code === 6) return expect(stderr).toContain('guard token');
    const { tables } = JSON.parse(stdout) as { tables: { before: number }[] };
    const [{ n } = { n: 0 }] = await runSql(
      run.url,
      'SELECT count(*)::int AS n FROM "LiteLLM_Config"',
    );
    expect((tables[0]?.before ?? 0) + Number(n)).toBe(written);
    expect(stdout).not.toContain('--exact-backup avoids that');
  });
});

test('failpoints and faults take everything back, and the log says so', async () => {
  const run = await filled();
  const before = await hashTables(run.url);
  const env = { NODE_ENV: 'test', LLMGW_FAILPOINTS: 'verify.after=throw' };
  const { code } = await nukeAll({ ...run, env });
  expect(code).toBe(70);
  expect(await hashTables(run.url)).toEqual(before);
  expect(lastLogLine(run.cwd)).toMatchObject({
    event: 'nuke.aborted',
    stage: 'verify.ok',
    changed: false,
  });
});

test('a backup that cannot be written is 74, and nothing is touched', async () => {
  const run = await filled();
  const { confirm_token: token } = await planNuke(run);
  const { code } = await runCommand(
    ['nuke-db', 'run', '--watch', '0', '--confirm', token, '--backup', '/dev/null/x'],
    run,
  );
  expect(code).toBe(74);
  expect((await planNuke(run)).rows).toBe(88);
});

test('every row of the audit says who and what', async () => {
  const run = await filled();
  await nukeAll(run, '--scope', 'spend');
  const [row] = await runSql(run.url, 'SELECT command, actor, detail FROM llmgw.audit');
  expect(row).toMatchObject({
    command: 'nuke-db',
    actor: { os_user: expect.any(String) },
    detail: { scope: 'spend' },
  });
});
