import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/db/database.ts';
import { accessRig, admitted, refused, USE } from '../../support/access-rig.ts';
import { insertRows, run, TOKEN, type Rows } from '../../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

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

describe('a key that may not be used', () => {
  const cases: readonly (readonly [string, Rows, number, string])[] = [
    ['is blocked', { VerificationToken: { blocked: true } }, 401, 'auth_error'],
    ['has expired', { VerificationToken: { expires: BEFORE } }, 400, 'expired_key'],
    [
      'has a blocked team',
      { ...TEAM_KEY, TeamTable: { ...TEAM, blocked: true } },
      401,
      'auth_error',
    ],
    [
      'has a blocked project',
      {
        VerificationToken: { project_id: 'p1' },
        ProjectTable: { project_id: 'p1', blocked: true },
      },
      401,
      'auth_error',
    ],
  ];
  test.each(cases)('because it %s', async (_name, rows, status, type) => {
    await insertRows(db, rows);
    const { access } = await accessRig(db);
    expect(await access.findGrant(TOKEN)).toMatchObject({ status, type });
  });

  test('because it does not exist', async () => {
    const { access } = await accessRig(db);
    const error = refused(await access.findGrant(TOKEN));
    expect(error).toMatchObject({ status: 401, type: 'token_not_found_in_db' });
    expect(error.message).not.toContain(TOKEN);
  });

  test('because its time came while it was cached', async () => {
    await insertRows(db, { VerificationToken: { expires: SOON } });
    const { access, clock, grant } = await accessRig(db);
    await grant();
    clock.advance(1_001);
    expect(access.findGrant(TOKEN)).toMatchObject({ type: 'expired_key' });
  });

  test('because it was replaced, and its grace is over', async () => {
    const old = 'b'.repeat(64);
    await insertRows(db, {
      DeprecatedVerificationToken: { id: '1', token: old, active_token_id: TOKEN, revoke_at: SOON },
    });
    const { access, clock, grant } = await accessRig(db);
    expect(await grant(old)).toMatchObject({ keyHash: TOKEN });
    clock.advance(1_000);
    expect(access.findGrant(old)).toMatchObject({ status: 401, type: 'token_not_found_in_db' });
  });
});

test('the grant tells the role of the owner', async () => {
  await insertRows(db, {
    VerificationToken: { user_id: 'u1' },
    UserTable: { user_id: 'u1', user_role: 'proxy_admin' },
  });
  const { grant } = await accessRig(db);
  expect(await grant()).toMatchObject({ keyHash: TOKEN, role: 'proxy_admin' });
});

test('a key calls only the routes it has', async () => {
  await insertRows(db, { VerificationToken: { allowed_routes: ['openai_routes'] } });
  const { access, grant, call } = await accessRig(db);
  const key = await grant();
  expect(access.allowsRoute(key, '/v1/chat/completions')).toBeNull();
  expect(access.allowsRoute(key, '/key/generate')).toMatchObject({ status: 403 });
  expect(await call({ path: '/key/generate' })).toMatchObject({ status: 403 });
  admitted(await call());
});

describe('end users', () => {
  test('that are blocked are turned away, and others are let in', async () => {
    await insertRows(db, { EndUserTable: { user_id: 'c1', blocked: true } });
    const { call } = await accessRig(db);
    expect(await call({ endUserId: 'c1' })).toMatchObject({ status: 401 });
    admitted(await call({ endUserId: 'c2' }));
  });

  test('are asked for once, known or not', async () => {
    await insertRows(db, { EndUserTable: { user_id: 'c1' } });
    const { call, asked } = await accessRig(db);
    for (const endUserId of ['c1', 'c2', 'c1', 'c2', '']) admitted(await call({ endUserId }));
    expect(asked.filter((name) => name === 'find-end-user')).toHaveLength(2);
  });

  test.each([['\0'], ['a\0b'], ['x'.repeat(100_000)]])(
    'of a name that no database holds are not asked for',
    async (endUserId) => {
      await insertRows(db, {});
      const { call, asked } = await accessRig(db);
      admitted(await call({ endUserId }));
      expect(asked).toEqual(['find-key']);
    },
  );

  test('and tags that look like SQL are names', async () => {
    const hostile = `'; DROP TABLE "LiteLLM_VerificationToken"; --`;
    await insertRows(db, {
      BudgetTable: { budget_id: 'b1', max_budget: 1 },
      EndUserTable: { user_id: hostile, budget_id: 'b1', spend: 2 },
      TagTable: { tag_name: hostile, budget_id: 'b1', spend: 2 },
    });
    const { call } = await accessRig(db);
    expect(refused(await call({ endUserId: hostile })).message).toContain('EndUser=');
    expect(refused(await call({ tags: [hostile] })).message).toContain('Tag=');
    admitted(await call({ endUserId: `' OR ''='`, tags: [`' OR ''='`] }));
  });
});

test('tells who calls, with the tags of the team, the key and the request', async () => {
  await insertRows(db, {
    VerificationToken: {
      key_alias: 'Key',
      user_id: 'u1',
      team_id: 't1',
      project_id: null,
      agent_id: 'a1',
      metadata: { tags: ['k', 'both'] },
    },
    BudgetTable: { budget_id: 'b1' },
    OrganizationTable: { organization_id: 'o1', budget_id: 'b1' },
    TeamTable: { ...TEAM, organization_id: 'o1', metadata: { tags: ['t'] } },
  });
  const { call } = await accessRig(db);
  const { caller } = admitted(await call({ endUserId: 'c1', tags: ['both', 'r'] }));
  expect(caller).toEqual({
    keyHash: TOKEN,
    keyAlias: 'Key',
    userId: 'u1',
    teamId: 't1',
    teamAlias: 'Team',
    organizationId: 'o1',
    projectId: '',
    agentId: 'a1',
    endUserId: 'c1',
    tags: ['k', 'both', 't', 'r'],
  });
});

test('a key is good for the fallbacks that a request names, or for none of it', async () => {
  await insertRows(db, { VerificationToken: { models: ['gpt-4o', 'small'] } });
  const { call } = await accessRig(db);
  const small = { model: 'small', group: 'small' };
  admitted(await call({ fallbacks: [small] })).settle({ totalTokens: 0, costUsd: 0 });
  const dear = { model: 'dear', group: 'dear' };
  expect(refused(await call({ fallbacks: [small, dear] }))).toMatchObject({
    status: 401,
    code: 'key_model_access_denied',
    message: expect.stringContaining('Tried to access dear'),
  });
});

describe('the budget of everybody together', () => {
  const proxy = { user_id: 'litellm-proxy-budget', spend: 0.5 };

  test('stops whoever comes when it is used up, but for what is free', async () => {
    await insertRows(db, { VerificationToken: {}, UserTable: proxy });
    const { call } = await accessRig(db, { proxyBudget: 1 });
    admitted(await call()).settle({ totalTokens: 1, costUsd: 0.75 });
    expect(refused(await call())).toMatchObject({
      code: 'budget_exceeded',
      message: expect.stringContaining('Current cost: 1.25, Max budget: 1'),
    });
    admitted(await call({ free: true })).settle({ totalTokens: 1, costUsd: 0 });
  });

  test('is asked for once, and binds nobody where none is configured', async () => {
    await insertRows(db, { VerificationToken: {}, UserTable: { ...proxy, spend: 9 } });
    const bound = await accessRig(db, { proxyBudget: 1 });
    await bound.call();
    await bound.call();
    expect(bound.asked.filter((name) => name === 'find-user-budget')).toHaveLength(1);
    await run(db, 'UPDATE "LiteLLM_UserTable" SET spend = 0');
    bound.access.forget({ kind: 'user', id: 'litellm-proxy-budget' });
    admitted(await bound.call()).settle({ totalTokens: 0, costUsd: 0 });
    const free = await accessRig(db);
    await free.call();
    expect(free.asked).not.toContain('find-user-budget');
  });

  test('is not known while the database is away, and stops nobody then', async () => {
    await insertRows(db, { VerificationToken: {}, UserTable: { ...proxy, spend: 9 } });
    const { call, grant, away } = await accessRig(db, { proxyBudget: 1 });
    await grant();
    away(true);
    expect(await call()).toHaveProperty('caller');
  });
});

test('answers tell the limits of the key and what is left', async () => {
  await insertRows(db, {
    VerificationToken: { rpm_limit: 5, tpm_limit: 100, max_budget: 2, spend: 0.5 },
  });
  const { call } = await accessRig(db);
  const one = admitted(await call());
  expect(one.headers).toEqual([
    ...['x-litellm-key-max-budget', '2', 'x-litellm-key-spend', '0.5'],
    ...['x-litellm-key-rpm-limit', '5'],
    ...['x-ratelimit-api_key-limit-requests', '5', 'x-ratelimit-api_key-remaining-requests', '4'],
    ...['x-litellm-key-tpm-limit', '100'],
    ...['x-ratelimit-api_key-limit-tokens', '100', 'x-ratelimit-api_key-remaining-tokens', '100'],
  ]);
});

describe('the cache', () => {
  test('asks once for a hundred callers, and answers at once from then on', async () => {
    await insertRows(db, {});
    const { access, asked } = await accessRig(db);
    await Promise.all(Array.from({ length: 100 }, async () => access.findGrant(TOKEN)));
    expect(asked).toEqual(['find-key']);
    const grant = access.findGrant(TOKEN);
    if (grant instanceof Promise || 'status' in grant) throw new Error('not cached');
    expect(access.admit(grant, USE)).not.toBeInstanceOf(Promise);
  });

  test.each([
    ['key', TOKEN, {}],
    ['team', 't1', { TeamTable: TEAM }],
    ['user', 'u1', { UserTable: { user_id: 'u1' } }],
    ['project', 'p1', { ProjectTable: { project_id: 'p1' } }],
    ['budget', 'b1', { BudgetTable: { budget_id: 'b1' } }],
  ] as const)('forgets what hangs on a %s, at once', async (kind, id, rows: Rows) => {
    await insertRows(db, {
      ...rows,
      VerificationToken: {
        team_id: 't1',
        user_id: 'u1',
        ...(kind === 'project' ? { project_id: 'p1' } : {}),
        ...(kind === 'budget' ? { budget_id: 'b1' } : {}),
      },
    });
    const { access, asked, grant } = await accessRig(db);
    await grant();
    access.forget({ kind, id: 'another' });
    expect(access.findGrant(TOKEN)).not.toBeInstanceOf(Promise);
    await run(db, 'UPDATE "LiteLLM_VerificationToken" SET blocked = true');
    access.forget({ kind, id });
    expect(await access.findGrant(TOKEN)).toMatchObject({ status: 401 });
    expect(asked).toEqual(['find-key', 'find-key']);
  });

  test('forgets that a key did not exist', async () => {
    const { access } = await accessRig(db);
    refused(await access.findGrant(TOKEN));
    await insertRows(db, {});
    refused(await access.findGrant(TOKEN));
    access.forget({ kind: 'key', id: TOKEN });
    expect(await access.findGrant(TOKEN)).toMatchObject({ keyHash: TOKEN });
  });

  test('knows keys on while the database is away, and says so for others', async () => {
    await insertRows(db, { VerificationToken: { rpm_limit: 3, metadata: { tags: ['x'] } } });
    const { access, call, clock, away, faults } = await accessRig(db);
    admitted(await call());
    away(true);
    clock.advance(3_000_000);
    admitted(await call({ endUserId: 'nobody-knows' }));
    expect(refused(await access.findGrant('b'.repeat(64)))).toMatchObject({
      status: 503,
      code: 'database_unavailable',
      retryAfterS: 5,
    });
    expect(faults.length).toBeGreaterThan(0);
    clock.advance(600_000);
    expect(refused(await access.findGrant(TOKEN)).status).toBe(503);
    away(false);
    clock.advance(1_000);
    admitted(await call());
  });

  test('tells too many look-ups from a database that is away', async () => {
    const { access } = await accessRig(db);
    const asked = Array.from({ length: 1_001 }, async (_, i) => access.findGrant(`guess-${i}`));
    const codes = (await Promise.all(asked)).map((found) => refused(found).code);
    expect(new Set(codes.slice(0, 1_000))).toEqual(new Set(['invalid_api_key']));
    expect(codes.at(-1)).toBe('too_many_lookups');
  });

  test('does the same when the pool is closed', async () => {
    await insertRows(db, {});
    const { access, call, clock } = await accessRig(db);
    admitted(await call());
    await db.close();
    clock.advance(60_000);
    admitted(await call());
    expect(refused(await access.findGrant('b'.repeat(64))).status).toBe(503);
  });
});

test('a grant of somebody else is a fault of ours', async () => {
  const { access } = await accessRig(db);
  expect(() => access.admit({ keyHash: TOKEN, role: null }, USE)).toThrow(TypeError);
});

describe('other versions of LiteLLM', () => {
  test('without anything but keys', async () => {
    await insertRows(db, { VerificationToken: { rpm_limit: 1, metadata: { tags: ['x'] } } });
    const { rows } = await db.query<{ name: string }>({
      name: 'test',
      text: `SELECT relname AS name FROM pg_class
              WHERE relkind = 'r' AND relname LIKE 'LiteLLM%' AND relname <> 'LiteLLM_VerificationToken'`,
    });
    for (const { name } of rows) await run(db, `DROP TABLE "${name}" CASCADE`);
    const { call } = await accessRig(db);
    admitted(await call({ endUserId: 'c1', tags: ['y'] }));
    expect(await call()).toMatchObject({ status: 429 });
  });
});
