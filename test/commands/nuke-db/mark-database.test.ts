import { afterAll, expect, test } from '@jest/globals';
import { makeRunFolder, planNuke, runCommand } from '../../support/nuke.ts';
import { openClient, runSql } from '../../support/wipe-database.ts';
import { useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();
const folder = makeRunFolder();
afterAll(() => folder.remove());

test('raising a guard is easy, lowering it wants the name of the database', async () => {
  const { url } = await rig.newDatabase();
  const name = new URL(url).pathname.slice(1);
  const run = async (...args: readonly string[]) =>
    runCommand(['nuke-db', ...args], { url, cwd: folder.path });
  const marker = async () => (await planNuke({ url, cwd: folder.path }))['target'];
  expect((await run('protect')).stdout).toContain('marked as production (before: not marked)');
  const lowered = await run('mark', '--environment', 'ci');
  expect([lowered.code, lowered.stderr]).toEqual([6, expect.stringContaining('guard production')]);
  expect((await run('mark', '--environment', 'none')).code).toBe(6);
  expect(await marker()).toMatchObject({ environment: 'production' });
  expect(
    (await run('mark', '--environment', 'ci', '--production', name, '--json')).stdout,
  ).toContain('"environment":"ci"');
  expect((await run('mark', '--environment', 'none')).code).toBe(0);
  expect(await marker()).toMatchObject({ environment: null });
  expect(await runSql(url, 'SELECT count(*)::int AS n FROM llmgw.audit')).toEqual([{ n: 3 }]);
});

test('a quiet database is marked without further ado, one in use is not, nor by an agent', async () => {
  const { url } = await rig.newDatabase();
  const mark = async (env: Record<string, string> = {}) =>
    runCommand(['nuke-db', 'mark', '--environment', 'test'], { url, cwd: folder.path, env });
  const other = await openClient(url);
  expect((await mark()).stderr).toContain('guard production');
  expect((await mark({ CLAUDECODE: '1' })).stderr).toContain('guard agent');
  await other.end();
  expect((await mark()).code).toBe(0);
});
