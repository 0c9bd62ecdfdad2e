import { expect, test } from '@jest/globals';
import { readServer } from '../../../../src/db/queries/wipe-read-server.ts';
import { runSql } from '../../../support/wipe-database.ts';
import { useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();

test('tells which database it is', async () => {
  const { url, database } = await rig.newDatabase();
  const name = new URL(url).pathname.slice(1);
  await runSql(url, `COMMENT ON DATABASE "${name}" IS 'llmgw environment=ci'`);
  const facts = await readServer(database);
  expect(facts).toMatchObject({ database: name, standby: false, comment: 'llmgw environment=ci' });
  expect(facts.systemIdentifier).toMatch(/^\d+$/);
  expect(facts.major).toBeGreaterThanOrEqual(13);
  expect(facts.bytes).toBeGreaterThan(1_000_000);
});
