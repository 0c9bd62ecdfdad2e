import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { addEntitySpend, type EntityDelta } from '../../../../src/db/queries/spend-add-entities.ts';
import { readSpendLayout } from '../../../../src/db/queries/spend-read-layout.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { createCaller } from '../../../support/spend-database.ts';
import { CALLER } from '../../../support/spend-events.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
  await createCaller(database);
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function add(...deltas: readonly Partial<EntityDelta>[]): Promise<void> {
  const layout = await readSpendLayout(database);
  const usual = { target: 'user' as const, ids: [], spendUsd: 1, lastActiveMs: 0 };
  await database.transaction(async (tx) =>
    addEntitySpend(
      tx,
      layout,
      deltas.map((delta) => ({ ...usual, ...delta })),
    ),
  );
}

async function spendOf(table: string): Promise<unknown[]> {
  const text = `SELECT spend FROM "${table}" ORDER BY 1`;
  return (await database.query({ name: 'test', text })).rows.map(({ spend }) => spend);
}

test('each row gets its own', async () => {
  await add(
    { ids: [CALLER.userId], spendUsd: 2 },
    { ids: ['nobody'] },
    { target: 'team_member', ids: [CALLER.userId, CALLER.teamId], spendUsd: 4 },
    { target: 'team_member', ids: [CALLER.teamId, CALLER.userId], spendUsd: 8 },
    { target: 'tag', ids: ['blue'], spendUsd: 16 },
    { target: 'tag', ids: ['green'], spendUsd: 32 },
  );
  expect(await spendOf('LiteLLM_UserTable')).toEqual([0, 2]);
  expect(await spendOf('LiteLLM_TeamMembership')).toEqual([4]);
  expect(await spendOf('LiteLLM_TagTable')).toEqual([16, 32]);
  expect(await spendOf('LiteLLM_TeamTable')).toEqual([0]);
});

test('end users are made, and then added to', async () => {
  await add({ target: 'end_user', ids: ['e'] }, { target: 'end_user', ids: ['f'] });
  await add({ target: 'end_user', ids: ['e'] });
  expect(await spendOf('LiteLLM_EndUserTable')).toEqual([1, 2]);
});

test('many at once lose nothing and wait for nobody in a circle', async () => {
  const ids = Array.from({ length: 30 }, (_, i) => `u${i}`);
  const values = ids.map((id) => `('${id}')`).join(', ');
  await database.query({
    name: 'test',
    text: `INSERT INTO "LiteLLM_UserTable" (user_id) VALUES ${values}`,
  });
  const deltas = ids.map((id) => ({ ids: [id] }));
  const before = (await spendOf('LiteLLM_UserTable')).reduce<number>(
    (sum, x) => sum + Number(x),
    0,
  );
  await Promise.all(
    Array.from({ length: 12 }, async (_, i) =>
      add(...(i % 2 === 0 ? deltas : deltas.toReversed())),
    ),
  );
  const after = (await spendOf('LiteLLM_UserTable')).reduce<number>((sum, x) => sum + Number(x), 0);
  expect(after - before).toBe(12 * 30);
});
