import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { lastLogLine, makeRunFolder, nukeAll, runCommand } from '../../support/nuke.ts';
import { fillDatabase, findLeaks, hashTables } from '../../support/wipe-database.ts';
import { useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();
const parent = makeRunFolder();
afterAll(() => parent.remove());

test('puts back what was taken, once', async () => {
  const { url } = await rig.newDatabase();
  await fillDatabase(url);
  const run = { url, cwd: mkdtempSync(join(parent.path, 'run-')) };
  const before = await hashTables(url);
  const { stdout } = await nukeAll(run, '--scope', 'keys', '--backup', 'kept');
  expect(lastLogLine(run.cwd)).toMatchObject({ changed: true });
  expect(JSON.parse(stdout)).toMatchObject({
    restore: `llmgw restore --from ${join(run.cwd, 'kept')}`,
  });
  const back = await runCommand(['restore', '--from', 'kept', '--json'], run);
  expect(JSON.parse(back.stdout)).toMatchObject({
    schema: 'llmgw.restore/v1',
    result: 'done',
    rows: 25,
  });
  expect(await hashTables(url)).toEqual(before);
  const again = await runCommand(['restore', '--from', 'kept'], run);
  expect([again.code, again.stderr]).toEqual([6, expect.stringContaining('not empty')]);
  expect(again.stdout + again.stderr + back.stdout).not.toContain('canary');
  expect(await findLeaks(url)).toEqual([]);
});
