import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { NOTHING_KNOWN, readKnown } from '../../../src/infra/known-facts.ts';
import { HOST, link, snapshot, store, thing } from '../../support/infra-store.ts';
import { openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await server.createDatabase());
  await migrate(database);
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

test('knows what is there, who found it, and when it last changed', async () => {
  expect(await readKnown(database, HOST)).toEqual(NOTHING_KNOWN);
  const T0 = Date.UTC(2026, 10, 23);
  await store(
    database,
    snapshot(T0, { entities: [thing('a'), thing('b')], relations: [link('a', 'b')] }),
  );
  await store(database, snapshot(T0 + 5, { entities: [thing('a')] }));
  const known = await readKnown(database, HOST);
  expect([...known.facts.entities.keys()]).toEqual(['thing\ta']);
  expect([...known.ids.keys()].sort()).toEqual(['thing\ta', 'thing\tb']);
  expect(known.owners.get('thing\ta')).toBe('one');
  expect(known.facts.relations.size).toBe(0);
  expect(known.latestMs).toBe(T0 + 5);
  expect(await readKnown(database, 'other')).toEqual(NOTHING_KNOWN);
});
