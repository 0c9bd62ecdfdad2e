import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ModelUse } from '../../src/access/access.ts';
import type { Database } from '../../src/db/database.ts';
import { accessRig, admitted, refused } from '../support/access-rig.ts';
import { insertRows, TOKEN, type Rows } from '../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

// What a key may still spend, by what the database says and by what was spent since.

let server: TestPostgres;
let db: Database;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  db = openTestDatabase(await createLitellmDatabase(server));
});
afterEach(async () => db.close());

const TEAM_KEY = { VerificationToken: { team_id: 't1' } };
const TEAM = { team_id: 't1', team_alias: 'Team' };
const SOON = '2026-01-01 00:00:01';
const BEFORE = '2025-12-31 23:59:59';

describe('budgets', () => {
  const budget = { BudgetTable: { budget_id: 'b1', max_budget: 1 } };
  /** Name, rows for a spend, what is asked, and the spend that stops. */
  const cases: readonly (readonly [
    string,
    (spend: number) => Rows,
    Partial<ModelUse>,
    number,
    number,
  ])[] = [
    ['key', (spend) => ({ VerificationToken: { spend, max_budget: 1 } }), {}, 0.99, 1],
    [
      'budget of the key',
      (spend) => ({ ...budget, VerificationToken: { spend, budget_id: 'b1' } }),
      {},
      0.99,
      1,
    ],
    [
      'team',
      (spend) => ({ ...TEAM_KEY, TeamTable: { ...TEAM, spend, max_budget: 1 } }),
      {},
      1,
      1.01,
    ],
    [
      'member',
      (spend) => ({
        ...budget,
        VerificationToken: { team_id: 't1', user_id: 'u1' },
        TeamTable: TEAM,
        UserTable: { user_id: 'u1', spend: 9, max_budget: 1 },
        TeamMembership: { team_id: 't1', user_id: 'u1', spend, budget_id: 'b1' },
      }),
      {},
      1,
      1.01,
    ],
    [
      'user',
      (spend) => ({
        VerificationToken: { user_id: 'u1' },
        UserTable: { user_id: 'u1', spend, max_budget: 1 },
      }),
      {},
      1,
      1.01,
    ],
    [
      'organisation',
      (spend) => ({
        ...budget,
        VerificationToken: { organization_id: 'o1' },
        OrganizationTable: { organization_id: 'o1', budget_id: 'b1', spend },
      }),
      {},
      1,
      1.01,
    ],
    [
      'project',
      (spend) => ({
        ...budget,
        VerificationToken: { project_id: 'p1' },
        ProjectTable: { project_id: 'p1', budget_id: 'b1', spend },
      }),
      {},
      1,
      1.01,
    ],
    [
      'end user',
      (spend) => ({ ...budget, EndUserTable: { user_id: 'c1', budget_id: 'b1', spend } }),
      { endUserId: 'c1' },
      1,
      1.01,
    ],
    [
      'tag',
      (spend) => ({ ...budget, TagTable: { tag_name: 'x', budget_id: 'b1', spend } }),
      { tags: ['x'] },
      1,
      1.01,
    ],
    [
      'tag of the key',
      (spend) => ({
        ...budget,
        VerificationToken: { metadata: { tags: ['x'] } },
        TagTable: { tag_name: 'x', budget_id: 'b1', spend },
      }),
      {},
      1,
      1.01,
    ],
  ];

  test.each(cases)(
    'of the %s: up to it, and no further',
    async (_name, rows, use, below, above) => {
      await insertRows(db, rows(below));
      const { call } = await accessRig(db);
      const call1 = admitted(await call(use));
      call1.settle({ totalTokens: 1, costUsd: above - below });
      expect(await call(use)).toMatchObject({
        status: 400,
        type: 'budget_exceeded',
        message: expect.stringMatching(/^Budget has been exceeded! .*Max budget: 1$/),
      });
      admitted(await call({ ...use, free: true })).settle({ totalTokens: 1, costUsd: 0 });
    },
  );

  test.each(cases)('of the %s: as the row has it', async (_name, rows, use, _below, above) => {
    await insertRows(db, rows(above));
    const { call } = await accessRig(db, { budgetExceededStatus: 422 });
    expect(await call(use)).toMatchObject({ status: 422, type: 'budget_exceeded' });
  });

  test.each([
    [BEFORE, true],
    [SOON, false],
  ])('of a window that ends at %s', async (resetAt, isOver) => {
    await insertRows(db, {
      VerificationToken: {
        spend: 5,
        max_budget: 1,
        budget_duration: '1d',
        budget_reset_at: resetAt,
      },
    });
    const { call, clock } = await accessRig(db);
    expect('settle' in (await call())).toBe(isOver);
    clock.advance(1_000);
    admitted(await call()).settle({ totalTokens: 1, costUsd: 1 });
    expect(await call()).toMatchObject({ type: 'budget_exceeded' });
  });

  test('with an end and no duration are never reset, and go on to bind', async () => {
    await insertRows(db, {
      VerificationToken: { spend: 5, max_budget: 1, budget_reset_at: BEFORE },
    });
    const { call } = await accessRig(db);
    expect(await call()).toMatchObject({ type: 'budget_exceeded' });
  });

  test('are raised for a while', async () => {
    await insertRows(db, {
      VerificationToken: {
        spend: 1,
        max_budget: 1,
        metadata: { temp_budget_increase: 1, temp_budget_expiry: '2026-01-01T00:00:01' },
      },
    });
    const { call, clock } = await accessRig(db);
    admitted(await call());
    clock.advance(1_000);
    expect(await call()).toMatchObject({ type: 'budget_exceeded' });
  });

  test('of one model count its calls only, and begin anew', async () => {
    await insertRows(db, {
      VerificationToken: {
        model_max_budget: { 'gpt-4o': { budget_limit: '1', time_period: '1h' } },
      },
    });
    const { call, clock } = await accessRig(db);
    admitted(await call()).settle({ totalTokens: 1, costUsd: 1.5 });
    expect(await call()).toMatchObject({
      type: 'budget_exceeded',
      message: expect.stringContaining('Model=gpt-4o'),
    });
    admitted(await call({ model: 'other', group: 'other' }));
    clock.advance(3_600_000);
    admitted(await call());
  });

  test('that are soft are told, once a row, and stop nothing', async () => {
    const alerts: unknown[] = [];
    await insertRows(db, {
      ...budget,
      BudgetTable: { budget_id: 'b1', soft_budget: 1 },
      VerificationToken: { spend: 1, budget_id: 'b1' },
    });
    const { call } = await accessRig(db, { onSoftBudget: (alert) => void alerts.push(alert) });
    admitted(await call());
    admitted(await call());
    expect(alerts).toEqual([{ entity: { target: 'key', ids: [TOKEN] }, spent: 1, softBudget: 1 }]);
  });

  test('count what calls under way are expected to cost', async () => {
    await insertRows(db, { VerificationToken: { max_budget: 1 } });
    const { call } = await accessRig(db);
    admitted(await call()).settle({ totalTokens: 1, costUsd: 0.3 });
    const running = [admitted(await call()), admitted(await call()), admitted(await call())];
    const error = refused(await call());
    expect(error.message).toContain('Current cost: 0.3 (and 0.9 expected of calls under way)');
    for (const one of running) one.settle({ totalTokens: 1, costUsd: 0.1 });
    admitted(await call());
  });
});

describe('spend that was written', () => {
  async function flush(amount: number): Promise<number> {
    const { rows } = await db.query<{ xid: string }>({
      name: 'test',
      text: `UPDATE "LiteLLM_VerificationToken" SET spend = spend + $1 RETURNING pg_current_xact_id()::text AS xid`,
      values: [amount],
    });
    return Number(rows[0]?.xid);
  }
  const KEY = { target: 'key', ids: [TOKEN] } as const;

  test.each([['with'], ['without']])(
    'counts once, before and after the row is read anew, %s its transaction',
    async (how) => {
      await insertRows(db, { VerificationToken: { max_budget: 10 } });
      const { access, call, clock } = await accessRig(db);
      const spent = async (): Promise<string | undefined> => {
        const call1 = admitted(await call());
        call1.settle({ totalTokens: 0, costUsd: 0 });
        return call1.headers[call1.headers.indexOf('x-litellm-key-spend') + 1];
      };
      admitted(await call()).settle({ totalTokens: 1, costUsd: 3 });
      expect(await spent()).toBe('3');
      const xid = await flush(3);
      access.onFlushed(KEY, 3, how === 'with' ? xid : undefined);
      expect(await spent()).toBe('3');
      admitted(await call()).settle({ totalTokens: 1, costUsd: 2 });
      clock.advance(60_000);
      expect(await spent()).toBe('5');
      access.onFlushed(KEY, 2, await flush(2));
      expect(await spent()).toBe('5');
      access.forget();
      expect(await spent()).toBe('5');
    },
  );

  test('by others is seen when the row is read anew', async () => {
    await insertRows(db, { VerificationToken: { max_budget: 10 } });
    const { call, clock } = await accessRig(db);
    admitted(await call());
    await flush(10);
    admitted(await call());
    clock.advance(60_000);
    expect(await call()).toMatchObject({ type: 'budget_exceeded' });
  });
});
