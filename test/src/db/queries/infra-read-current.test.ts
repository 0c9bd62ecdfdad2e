import { expect, test } from '@jest/globals';
import {
  readCurrentEntities,
  readCurrentRelations,
  readFreshness,
  readLatestChange,
} from '../../../../src/db/queries/infra-read-current.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';
import { HOST, link, snapshot, store, thing } from '../../../support/infra-store.ts';

const rig = useInfraDatabase();
const T0 = Date.UTC(2026, 10, 23);

test('what is there now, and what was', async () => {
  const entities = [thing('a'), thing('b')];
  await store(rig.database, snapshot(T0, { entities, relations: [link('a', 'b')] }));
  expect(await readCurrentRelations(rig.database, HOST)).toMatchObject([
    { rel: 'uses', collector: 'one' },
  ]);
  await store(rig.database, snapshot(T0 + 5, { entities: [thing('a')] }));
  const rows = await readCurrentEntities(rig.database, HOST);
  const seen = rows.map(({ key, hash }) => `${key} ${hash?.length}`);
  expect(seen.sort()).toEqual(['a 64', 'b undefined']);
  expect(await readCurrentRelations(rig.database, HOST)).toEqual([]);
  expect(await readLatestChange(rig.database, HOST)).toBe(T0 + 5);
  expect(await readLatestChange(rig.database, 'other')).toBe(0);
});

test('how fresh it is, of one host or of all', async () => {
  expect(await readFreshness(rig.database, null)).toEqual([
    {
      ...{ host: HOST, collector: 'one', lastOkMs: T0 + 5, lastTryMs: T0 + 5, lastStatus: 'ok' },
      ...{ lastError: null, unavailableRuns: 0 },
    },
  ]);
  expect(await readFreshness(rig.database, 'other')).toEqual([]);
});
