import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readCatalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import { createFindKey, type KeyRecord } from '../../../../src/db/queries/find-key.ts';
import { sees } from '../../../../src/db/snapshot.ts';
import { insertRow, run, TOKEN } from '../../../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

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

async function find(token = TOKEN): Promise<KeyRecord | null> {
  return createFindKey(await readCatalog(db))(db, token);
}

/** A key with everything that a key can hang on. */
async function insertAll(): Promise<void> {
  for (const id of ['key', 'member', 'org', 'project']) {
    await insertRow(db, 'BudgetTable', { budget_id: id, max_budget: 10, tpm_limit: 1_000 });
  }
  await insertRow(db, 'OrganizationTable', {
    organization_id: 'o1',
    budget_id: 'org',
    models: ['gpt-org'],
    spend: 4,
  });
  await run(
    db,
    `INSERT INTO "LiteLLM_ModelTable" (id, aliases, created_by, updated_by) VALUES (7, '{"fast":"gpt-4o"}', '', '')`,
  );
  await insertRow(db, 'AccessGroupTable', {
    access_group_id: 'g1',
    access_group_name: 'group',
    access_model_names: ['gpt-a', 'gpt-b'],
  });
  await insertRow(db, 'TeamTable', {
    team_id: 't1',
    team_alias: 'Team',
    organization_id: 'o1',
    model_id: 7,
    models: ['gpt-team'],
    spend: 2,
    max_budget: 20,
    metadata: { tags: ['t'] },
    access_group_ids: ['g1'],
  });
  await insertRow(db, 'UserTable', {
    user_id: 'u1',
    user_role: 'proxy_admin',
    models: ['no-default-models'],
    spend: 3,
    max_budget: 30,
  });
  await insertRow(db, 'TeamMembership', {
    user_id: 'u1',
    team_id: 't1',
    spend: 1.5,
    budget_id: 'member',
  });
  await insertRow(db, 'ProjectTable', {
    project_id: 'p1',
    budget_id: 'project',
    models: null,
    model_rpm_limit: { 'gpt-4o': 5 },
  });
  await insertRow(db, 'VerificationToken', {
    token: TOKEN,
    key_alias: 'Key',
    spend: 1,
    models: ['gpt-4o'],
    metadata: { tags: ['k'] },
    aliases: { slow: 'gpt-4' },
    user_id: 'u1',
    team_id: 't1',
    project_id: 'p1',
    budget_id: 'key',
    rpm_limit: 60,
    allowed_routes: ['llm_api_routes'],
    access_group_ids: ['g1', 'gone'],
    expires: '2030-01-02 03:04:05',
  });
}

test('finds a key with everything it is joined with, in one statement', async () => {
  await insertAll();
  const key = await find();
  expect(key).toMatchObject({
    id: TOKEN,
    alias: 'Key',
    spend: 1,
    models: ['gpt-4o'],
    groupModels: ['gpt-a', 'gpt-b'],
    aliases: { slow: 'gpt-4' },
    metadata: { tags: ['k'] },
    limits: { maxBudget: 10, rpm: 60, tpm: 1_000, parallel: null },
    expiresAtMs: Date.UTC(2030, 0, 2, 3, 4, 5),
    revokedAtMs: null,
    allowedRoutes: ['llm_api_routes'],
    userId: 'u1',
    teamId: 't1',
    organizationId: 'o1',
    projectId: 'p1',
    agentId: null,
    team: {
      id: 't1',
      alias: 'Team',
      models: ['gpt-team'],
      groupModels: ['gpt-a', 'gpt-b'],
      aliases: { fast: 'gpt-4o' },
      spend: 2,
      limits: { maxBudget: 20 },
    },
    member: { id: 'u1', spend: 1.5, limits: { maxBudget: 10 } },
    user: { id: 'u1', role: 'proxy_admin', spend: 3, limits: { maxBudget: 30 } },
    organization: { id: 'o1', models: ['gpt-org'], spend: 4, limits: { maxBudget: 10 } },
    project: { id: 'p1', models: [], modelRpm: { 'gpt-4o': 5 }, limits: { tpm: 1_000 } },
    budgetIds: ['key', 'member', 'project', 'org'],
  });
});

test('a key that hangs on nothing is found too, and one that does not exist is not', async () => {
  await insertRow(db, 'VerificationToken', { token: TOKEN, models: null, blocked: null });
  expect(await find()).toMatchObject({
    id: TOKEN,
    models: [],
    blocked: false,
    team: null,
    member: null,
    user: null,
    organization: null,
    project: null,
    budgetIds: [],
  });
  expect(await find('b'.repeat(64))).toBeNull();
});

test('tells what it could see: a transaction that ended, and not one that came later', async () => {
  await insertRow(db, 'VerificationToken', { token: TOKEN });
  const spend = async (): Promise<number> =>
    db.transaction(async (tx) => {
      const { rows } = await tx.query<{ xid: string }>({
        name: 'test',
        text: `UPDATE "LiteLLM_VerificationToken" SET spend = spend + 1 RETURNING pg_current_xact_id()::text AS xid`,
      });
      return Number(rows[0]?.xid);
    });
  const before = await spend();
  const key = await find();
  const after = await spend();
  expect(key?.spend).toBe(1);
  expect(sees(key?.snapshot ?? { xmin: 0, xmax: 0, running: new Set() }, before)).toBe(true);
  expect(sees(key?.snapshot ?? { xmin: 0, xmax: 0, running: new Set() }, after)).toBe(false);
});

describe('a replaced key', () => {
  const OLD = 'b'.repeat(64);
  async function replace(token: string, active: string, until: string): Promise<void> {
    await insertRow(db, 'DeprecatedVerificationToken', {
      id: token,
      token,
      active_token_id: active,
      revoke_at: until,
    });
  }

  test('leads to the one that is valid now, and tells until when', async () => {
    await insertRow(db, 'VerificationToken', { token: TOKEN });
    await replace(OLD, TOKEN, '2026-05-06 07:08:09.123');
    expect(await find(OLD)).toMatchObject({
      id: TOKEN,
      revokedAtMs: Date.UTC(2026, 4, 6, 7, 8, 9, 123),
    });
    expect((await find())?.revokedAtMs).toBeNull();
  });

  test('leads no further than one step', async () => {
    await replace(OLD, 'c'.repeat(64), '2030-01-01');
    await replace('c'.repeat(64), TOKEN, '2030-01-01');
    await insertRow(db, 'VerificationToken', { token: TOKEN });
    expect(await find(OLD)).toBeNull();
  });

  test('that exists as a key is that key', async () => {
    await insertRow(db, 'VerificationToken', { token: OLD, key_alias: 'own' });
    await insertRow(db, 'VerificationToken', { token: TOKEN });
    await replace(OLD, TOKEN, '2030-01-01');
    expect(await find(OLD)).toMatchObject({ id: OLD, alias: 'own', revokedAtMs: null });
  });
});

test.each(['UTC', 'Asia/Kathmandu', 'America/St_Johns'])(
  'times without a zone are UTC, also where the server lives in %s',
  async (zone) => {
    const { rows } = await db.query<{ name: string }>({
      name: 'test',
      text: 'SELECT current_database() AS name',
    });
    await run(db, `ALTER DATABASE "${rows[0]?.name ?? ''}" SET timezone TO '${zone}'`);
    await insertRow(db, 'VerificationToken', { token: TOKEN, expires: '2026-01-01 00:00:00.5' });
    const url = new URL(server.url);
    url.pathname = `/${rows[0]?.name ?? ''}`;
    const other = openTestDatabase(url.href);
    try {
      const key = await createFindKey(await readCatalog(other))(other, TOKEN);
      expect(key?.expiresAtMs).toBe(Date.UTC(2026, 0, 1, 0, 0, 0, 500));
    } finally {
      await other.close();
    }
  },
);

test('reads JSON that was stored as a text holding JSON', async () => {
  await run(
    db,
    `INSERT INTO "LiteLLM_VerificationToken" (token, metadata, model_max_budget)
     VALUES ($1, to_jsonb('{"tags":["x"]}'::text), to_jsonb('{"gpt-4o":{"budget_limit":1}}'::text))`,
    [TOKEN],
  );
  expect(await find()).toMatchObject({
    metadata: { tags: ['x'] },
    limits: { modelMaxBudget: { 'gpt-4o': { budget_limit: 1 } } },
  });
});

describe('other versions of LiteLLM', () => {
  test.each([
    'DeprecatedVerificationToken',
    'TeamTable',
    'TeamMembership',
    'UserTable',
    'OrganizationTable',
    'ProjectTable',
    'BudgetTable',
    'ModelTable',
    'AccessGroupTable',
  ])('without %s', async (table) => {
    await insertAll();
    await run(db, `DROP TABLE "LiteLLM_${table}" CASCADE`);
    expect(await find()).toMatchObject({ id: TOKEN, alias: 'Key', spend: 1, models: ['gpt-4o'] });
  });

  test.each([
    ['VerificationToken', 'models'],
    ['VerificationToken', 'team_id'],
    ['VerificationToken', 'project_id'],
    ['VerificationToken', 'organization_id'],
    ['VerificationToken', 'budget_id'],
    ['VerificationToken', 'agent_id'],
    ['VerificationToken', 'access_group_ids'],
    ['VerificationToken', 'allowed_routes'],
    ['TeamTable', 'organization_id'],
    ['TeamTable', 'model_id'],
    ['TeamTable', 'access_group_ids'],
    ['TeamTable', 'soft_budget'],
    ['UserTable', 'user_role'],
    ['ProjectTable', 'model_rpm_limit'],
    ['BudgetTable', 'model_max_budget'],
    ['AccessGroupTable', 'access_model_names'],
  ])('without %s.%s', async (table, column) => {
    await insertAll();
    await run(db, `ALTER TABLE "LiteLLM_${table}" DROP COLUMN "${column}" CASCADE`);
    expect(await find()).toMatchObject({ id: TOKEN, alias: 'Key', spend: 1 });
  });

  test('without any key', async () => {
    await run(db, 'DROP TABLE "LiteLLM_VerificationToken" CASCADE');
    expect(await find()).toBeNull();
  });

  test('with times that have a zone, and money as numeric', async () => {
    await insertAll();
    await run(
      db,
      `ALTER TABLE "LiteLLM_VerificationToken" ALTER expires TYPE timestamptz USING expires AT TIME ZONE 'UTC',
       ALTER spend DROP DEFAULT, ALTER spend TYPE numeric(20,6)`,
    );
    expect(await find()).toMatchObject({ spend: 1, expiresAtMs: Date.UTC(2030, 0, 2, 3, 4, 5) });
  });
});

test.each([
  [`' OR '1'='1`],
  [`"; DROP TABLE "LiteLLM_VerificationToken"; --`],
  [`$1`],
  [`\\'; SELECT pg_sleep(10); --`],
  [`x' UNION SELECT * FROM "LiteLLM_UserTable" --`],
])('%s is the hash of no key, and nothing else', async (text) => {
  await insertAll();
  expect(await find(text)).toBeNull();
  expect(await find()).not.toBeNull();
});
