import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { lastLogLine, makeRunFolder, planNuke, startCommand } from '../../support/nuke.ts';
import { fillDatabase, findLeaks, openClient } from '../../support/wipe-database.ts';
import { useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();
const parent = makeRunFolder();
afterAll(() => parent.remove());

test('a signal ends the wait for a lock at once', async () => {
  const { url } = await rig.newDatabase();
  await fillDatabase(url);
  const run = { url, cwd: mkdtempSync(join(parent.path, 'run-')) };
  const { confirm_token: token, rows } = await planNuke(run);
  const holder = await openClient(url);
  await holder.query('BEGIN; SELECT 1 FROM "LiteLLM_SpendLogs" LIMIT 1');
  const flags = [
    '--allow-connected',
    '--production',
    new URL(url).pathname.slice(1),
    '--lock-timeout',
    '20s',
    '--log-format',
    'json',
  ];
  const { captured, ended } = startCommand(
    ['nuke-db', 'run', '--confirm', token, '--no-backup', '--discard-rows', String(rows), ...flags],
    run,
  );
  while (!captured.stderr().includes('lock.wait')) await new Promise(setImmediate);
  const startedAt = performance.now();
  captured.emit('SIGINT');
  const { code, stderr } = await ended;
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect([code, stderr]).toEqual([130, expect.stringContaining('nothing was changed')]);
  await holder.end();
  expect(await findLeaks(url)).toEqual([]);
  expect(lastLogLine(run.cwd)).toMatchObject({ event: 'nuke.aborted', changed: false });
});
