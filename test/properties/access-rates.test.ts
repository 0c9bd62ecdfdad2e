import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.ts';
import { accessRig, admitted, refused } from '../support/access-rig.ts';
import { insertRows, TOKEN, type Row, type Rows } from '../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

// How often, how much and how much at once a key may ask.

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

describe('rates', () => {
  const budget = (limits: Row): Rows => ({ BudgetTable: { budget_id: 'b1', ...limits } });
  type Limits = Readonly<Record<string, number>>;
  const cases: readonly (readonly [string, string, (limits: Limits) => Rows])[] = [
    ['api_key', TOKEN, (limits) => ({ VerificationToken: limits })],
    ['api_key', TOKEN, (limits) => ({ ...budget(limits), VerificationToken: { budget_id: 'b1' } })],
    ['team', 't1', (limits) => ({ ...TEAM_KEY, TeamTable: { ...TEAM, ...limits } })],
    [
      'user',
      'u1',
      (limits) => ({
        VerificationToken: { user_id: 'u1' },
        UserTable: { user_id: 'u1', ...limits },
      }),
    ],
    [
      'team_member',
      't1:u1',
      (limits) => ({
        ...budget(limits),
        VerificationToken: { team_id: 't1', user_id: 'u1' },
        TeamMembership: { team_id: 't1', user_id: 'u1', budget_id: 'b1' },
      }),
    ],
    [
      'organization',
      'o1',
      (limits) => ({
        ...budget(limits),
        VerificationToken: { organization_id: 'o1' },
        OrganizationTable: { organization_id: 'o1', budget_id: 'b1' },
      }),
    ],
    [
      'end_user',
      'c1',
      (limits) => ({ ...budget(limits), EndUserTable: { user_id: 'c1', budget_id: 'b1' } }),
    ],
  ];
  const use = { endUserId: 'c1' };

  test.each(cases)('of %s %s: requests', async (label, value, rows) => {
    await insertRows(db, rows({ rpm_limit: 2 }));
    const { call, clock } = await accessRig(db);
    admitted(await call(use)).settle({ totalTokens: 0, costUsd: 0 });
    clock.advance(10_500);
    admitted(await call(use)).settle({ totalTokens: 0, costUsd: 0 });
    expect(await call(use)).toEqual({
      status: 429,
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
      message: `Rate limit exceeded for ${label}: ${value}. Limit type: requests. Current limit: 2, Remaining: 0. Limit resets at: 2026-01-01 00:01:00 UTC`,
      retryAfterS: 50,
      headers: ['rate_limit_type', 'requests', 'reset_at', '2026-01-01 00:01:00 UTC'],
    });
    clock.advance(49_500);
    admitted(await call(use));
  });

  test.each(cases)('of %s %s: tokens', async (_label, _value, rows) => {
    await insertRows(db, rows({ tpm_limit: 100 }));
    const { call, clock } = await accessRig(db);
    admitted(await call(use)).settle({ totalTokens: 99, costUsd: 0 });
    admitted(await call(use)).settle({ totalTokens: 1, costUsd: 0 });
    expect(refused(await call(use)).message).toContain('Limit type: tokens. Current limit: 100');
    clock.advance(60_000);
    admitted(await call(use));
  });

  test.each(cases)('of %s %s: calls at once', async (_label, _value, rows) => {
    await insertRows(db, rows({ max_parallel_requests: 1 }));
    const { call, clock } = await accessRig(db);
    const running = admitted(await call(use));
    clock.advance(120_000);
    const error = refused(await call(use));
    expect(error.message).toContain('Limit type: max_parallel_requests. Current limit: 1');
    expect(error.retryAfterS).toBe(1);
    running.settle({ totalTokens: 0, costUsd: 0 });
    running.settle({ totalTokens: 0, costUsd: 0 });
    const next = admitted(await call(use));
    expect('status' in (await call(use))).toBe(true);
    next.settle({ totalTokens: 0, costUsd: 0 });
  });

  test.each([
    ['model_per_key', { VerificationToken: { metadata: { model_rpm_limit: { 'gpt-4o': 1 } } } }],
    [
      'model_per_team',
      { ...TEAM_KEY, TeamTable: { ...TEAM, metadata: { model_rpm_limit: { 'gpt-4o': 1 } } } },
    ],
    [
      'model_per_project',
      {
        VerificationToken: { project_id: 'p1' },
        ProjectTable: { project_id: 'p1', model_rpm_limit: { 'gpt-4o': 1 } },
      },
    ],
  ] satisfies [string, Rows][])('of one model: %s', async (label, rows) => {
    await insertRows(db, rows);
    const { call } = await accessRig(db);
    admitted(await call());
    expect(refused(await call()).message).toContain(`Rate limit exceeded for ${label}: `);
    admitted(await call({ model: 'other', group: 'other' }));
  });

  test('a call that is refused takes no place', async () => {
    await insertRows(db, {
      VerificationToken: { team_id: 't1', rpm_limit: 10 },
      TeamTable: { ...TEAM, rpm_limit: 1 },
    });
    const { call } = await accessRig(db);
    const first = admitted(await call());
    for (let i = 0; i < 5; i += 1) refused(await call());
    const { headers } = first;
    expect(headers[headers.indexOf('x-ratelimit-api_key-remaining-requests') + 1]).toBe('9');
  });
});
