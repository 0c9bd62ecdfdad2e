import { afterEach, expect, test } from '@jest/globals';
import { listQueries } from '../../../commands/query-infra/list-queries.ts';
import { readQueryOptions } from '../../../commands/query-infra/read-options.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { useInfraDatabase } from '../../support/infra-database.ts';
import { snapshot, store, thing } from '../../support/infra-store.ts';

const rig = useInfraDatabase();
let place: Workplace;
afterEach(async () => place.leave());

test('queries, kinds with their fields, relations; as text and as a document', async () => {
  await store(rig.database, snapshot(0, { entities: [thing('a')] }));
  place = enterWorkplace();
  const flags = { list: true, limit: 1, timeout: 1, staleAfter: 1 };
  const options = readQueryOptions(null, flags, place.context);
  expect(await listQueries(rig.database, options, place.context)).toBe(0);
  expect(place.captured.stdout()).toContain('  thing: value\n');
  await listQueries(rig.database, { ...options, format: 'json' }, place.context);
  const document = JSON.parse(place.captured.stdout().trim().split('\n').at(-1) ?? '') as object;
  expect(document).toMatchObject({
    schema: 'llmgw.query-infra-list/v1',
    kinds: { thing: ['value'] },
  });
});
