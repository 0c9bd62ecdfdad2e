import { expect, test } from '@jest/globals';
import { pruneInfra } from '../../../../src/db/queries/infra-prune.ts';
import { readFacts } from '../../../../src/db/queries/infra-read-facts.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';
import { HOST, snapshot, store, thing } from '../../../support/infra-store.ts';

const rig = useInfraDatabase();
const T0 = Date.UTC(2020, 0, 1);
const DAY = 86_400_000;

test('what ended long ago goes, what is true stays however old it is', async () => {
  await store(rig.database, snapshot(T0, { entities: [thing('a', 1), thing('b', 2)] }));
  await store(rig.database, snapshot(T0 + DAY, { entities: [thing('a', 3)] }));
  const text = `UPDATE llmgw.infra_blobs SET created_at = '2020-01-01'`;
  await rig.database.query({ name: 'age', text });
  expect(await pruneInfra(rig.database, new Date(T0))).toEqual({
    versions: 0,
    entities: 0,
    runs: 0,
  });
  expect(await pruneInfra(rig.database, new Date(T0 + 9 * DAY))).toEqual({
    versions: 2,
    entities: 1,
    runs: 2,
  });
  const facts = await readFacts(rig.database, {
    ...{ kinds: [], host: HOST, where: [], ids: null, at: null, limit: 9 },
  });
  expect(facts.map(({ key, body }) => [key, body])).toEqual([['a', { value: 3 }]]);
  const blobs = await rig.database.query({
    name: 'look',
    text: 'SELECT body FROM llmgw.infra_blobs',
  });
  expect(blobs.rows).toEqual([{ body: { value: 3 } }]);
});
