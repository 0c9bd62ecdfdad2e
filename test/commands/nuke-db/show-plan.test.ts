import { afterAll, expect, test } from '@jest/globals';
import { makeRunFolder, planNuke, runCommand } from '../../support/nuke.ts';
import { runSql } from '../../support/wipe-database.ts';
import { useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();
const folder = makeRunFolder();
afterAll(() => folder.remove());

test('writes nothing, neither to the database nor to the folder', async () => {
  const { url } = await rig.newDatabase();
  const run = { url, cwd: folder.path };
  expect(await planNuke(run)).toMatchObject({ result: 'planned', backup: { format: 'pg_dump' } });
  expect(await planNuke(run, '--no-backup')).toMatchObject({ backup: null });
  expect(await runSql(url, `SELECT 1 FROM pg_namespace WHERE nspname = 'llmgw'`)).toEqual([]);
});

test('a server that does not answer is 4, a database without tables 6', async () => {
  const plan = async (url: string) => runCommand(['nuke-db', 'plan'], { url, cwd: folder.path });
  expect((await plan('postgresql://me:hidden@127.0.0.1:1/x')).code).toBe(4);
  const { code, stderr } = await plan(await rig.server().createDatabase());
  expect([code, stderr]).toEqual([6, expect.stringContaining('guard identity')]);
});
