import { beforeAll, expect, test } from '@jest/globals';
import { readChanges } from '../../../../src/db/queries/infra-diff-facts.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';
import { snapshot, store, thing } from '../../../support/infra-store.ts';

const rig = useInfraDatabase();
const T0 = Date.UTC(2026, 10, 23);
beforeAll(async () => {
  await store(rig.database, snapshot(T0, { entities: [thing('a'), thing('b'), thing('c')] }));
  await store(
    rig.database,
    snapshot(T0 + 10, { entities: [thing('a'), thing('b', 2), thing('d')] }),
  );
});

async function changes(from: number, to: number, limit = 10): Promise<readonly string[]> {
  const scope = { kinds: [], host: null, limit, from: new Date(from), to: new Date(to) };
  return (await readChanges(rig.database, scope)).map(
    ({ key, before, after }) => `${key}: ${String(before?.['value'])} ${String(after?.['value'])}`,
  );
}

test('what is new, gone and changed between two moments, both ways', async () => {
  expect(await changes(T0, T0 + 10)).toEqual(['b: 1 2', 'c: 1 undefined', 'd: undefined 1']);
  expect(await changes(T0 + 10, T0)).toEqual(['b: 2 1', 'c: undefined 1', 'd: 1 undefined']);
  expect(await changes(T0 - 1, T0)).toHaveLength(3);
  expect(await changes(T0 + 10, T0 + 99)).toEqual([]);
  expect(await changes(T0, T0 + 10, 1)).toHaveLength(2);
});
