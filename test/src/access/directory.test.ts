import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Directory } from '../../../src/access/directory.ts';
import { SpendLedger } from '../../../src/access/spend-ledger.ts';
import { readCatalog, type Catalog } from '../../../src/db/catalog.ts';
import type { Database, Queryable } from '../../../src/db/database.ts';
import { insertRow, run, TOKEN } from '../../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let server: TestPostgres;
let db: Database;
let catalog: Catalog;
beforeAll(async () => {
  server = await startPostgres();
  db = openTestDatabase(await createLitellmDatabase(server));
  catalog = await readCatalog(db);
  await insertRow(db, 'VerificationToken', { token: TOKEN, spend: 1 });
  await insertRow(db, 'BudgetTable', { budget_id: 'b1', max_budget: 1 });
  await insertRow(db, 'EndUserTable', { user_id: 'c1', budget_id: 'b1' });
  await insertRow(db, 'TagTable', { tag_name: 'x', budget_id: 'b1' });
}, 30_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});

function rig(queryable: Queryable = db, maxEntries = 10_000) {
  const clock = new VirtualClock();
  const ledger = new SpendLedger(clock);
  const faults: unknown[] = [];
  const onFault = (thrown: unknown): void => void faults.push(thrown);
  const directory = new Directory({ db: queryable, catalog, clock, ledger, onFault, maxEntries });
  return { clock, ledger, faults, directory };
}

/** A database that never answers. */
const SILENT: Queryable = { query: async () => new Promise(() => {}) };

test('what is read anew is told to the accounts that are open', async () => {
  const { directory, ledger, clock } = rig();
  const key = await directory.findKey(TOKEN);
  const rule = key?.budgets[0];
  if (rule === undefined) throw new Error('no key');
  const account = ledger.open(rule.account, rule.row);
  expect(account.spent(0)).toBe(1);
  await run(db, 'UPDATE "LiteLLM_VerificationToken" SET spend = 4');
  clock.advance(60_000);
  await directory.findKey(TOKEN);
  expect(account.spent(0)).toBe(4);
});

describe('a database that never answers', () => {
  test('is waited for five seconds', async () => {
    const { directory, clock, faults } = rig(SILENT);
    const key = directory.findKey(TOKEN);
    const endUser = directory.findEndUser('c1');
    const tags = directory.findTags();
    await Promise.resolve();
    await Promise.resolve();
    clock.advance(5_000);
    await expect(key).rejects.toThrow('did not answer in time');
    expect(await endUser).toBeNull();
    expect((await tags).size).toBe(0);
    expect(faults).toHaveLength(3);
  });
});

test.each([
  [{ kind: 'end_user', id: 'c1' }, [true, false, true]],
  [{ kind: 'tag', id: 'x' }, [true, true, false]],
  [{ kind: 'budget', id: 'b1' }, [true, false, false]],
  [{ kind: 'key', id: TOKEN }, [false, true, true]],
  [undefined, [false, false, false]],
] as const)('forgetting %j leaves known: key, end user, tags: %j', async (entity, known) => {
  const { directory } = rig();
  const look = () => [directory.findKey(TOKEN), directory.findEndUser('c1'), directory.findTags()];
  for (const found of look()) await found;
  directory.forget(entity);
  const again = look();
  expect(again.map((found) => !(found instanceof Promise))).toEqual(known);
  for (const found of again) await found;
});

test('keeps no more keys than it has room for', async () => {
  const { directory } = rig(db, 1);
  await insertRow(db, 'VerificationToken', { token: 'other' });
  await directory.findKey(TOKEN);
  await directory.findKey('other');
  const dropped = directory.findKey(TOKEN);
  expect(dropped).toBeInstanceOf(Promise);
  await dropped;
});
