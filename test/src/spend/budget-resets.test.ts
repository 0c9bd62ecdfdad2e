import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readCatalog } from '../../../src/db/catalog.ts';
import type { Database } from '../../../src/db/database.ts';
import {
  resetBudgets,
  type BudgetResetOptions,
  type BudgetResetResult,
} from '../../../src/spend/budget-resets.ts';
import { FaultyDatabase } from '../../support/faulty-database.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

const NOW = Date.UTC(2026, 0, 31, 10);
const PAST = '2026-01-31 09:00';
const FUTURE = '2026-01-31 11:00';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  database = openTestDatabase(await createLitellmDatabase(server));
});
afterEach(async () => database.close());

async function run(...statements: readonly string[]): Promise<Record<string, unknown>[]> {
  let rows: readonly Record<string, unknown>[] = [];
  for (const text of statements) ({ rows } = await database.query({ name: 'test', text }));
  return [...rows];
}

async function reset(options: Partial<BudgetResetOptions> = {}): Promise<BudgetResetResult> {
  const catalog = await readCatalog(database);
  return resetBudgets({ database, catalog, nowMs: NOW, ...options });
}

async function namesOf(result: Promise<BudgetResetResult>): Promise<string[]> {
  const found = await result;
  if (found.outcome === 'busy') return ['busy'];
  return found.entities.map(({ kind, ids }) => [kind, ...ids].join(' '));
}

const token = (name: string, columns: string): string =>
  `INSERT INTO "LiteLLM_VerificationToken"
     (token, spend, budget_duration, budget_reset_at, expires, budget_id)
   VALUES ('${name}', 5, ${columns})`;

describe('budgets of keys, users and teams', () => {
  test('begin anew when their time is over, and not before', async () => {
    await run(
      token('due', `'1d', '${PAST}', NULL, NULL`),
      token('early', `'1d', '${FUTURE}', NULL, NULL`),
      token('expired', `'1d', '${PAST}', '${PAST}', NULL`),
      token('lasting', `'30d', '${PAST}', '${FUTURE}', NULL`),
      token('never-begun', `'1d', NULL, NULL, NULL`),
      token('without', `NULL, '${PAST}', NULL, NULL`),
      `INSERT INTO "LiteLLM_UserTable" (user_id, spend, budget_duration, budget_reset_at)
       VALUES ('u', 5, '1h', '${PAST}'), ('fresh', 5, '7d', NULL), ('none', 5, NULL, NULL)`,
      `INSERT INTO "LiteLLM_TeamTable" (team_id, spend, budget_duration, budget_reset_at)
       VALUES ('t', 5, 'odd', '${PAST}')`,
    );
    const names = ['key due', 'key lasting', 'user fresh', 'user u', 'team t'];
    expect((await namesOf(reset())).sort()).toEqual(names.sort());
    expect(
      await run(`
        SELECT token AS id, spend, budget_reset_at FROM "LiteLLM_VerificationToken" WHERE spend = 0
         UNION ALL SELECT user_id, spend, budget_reset_at FROM "LiteLLM_UserTable" WHERE spend = 0
         UNION ALL SELECT team_id, spend, budget_reset_at FROM "LiteLLM_TeamTable" WHERE spend = 0
         ORDER BY id`),
    ).toEqual([
      { id: 'due', spend: 0, budget_reset_at: new Date('2026-02-01T00:00:00Z') },
      { id: 'fresh', spend: 0, budget_reset_at: new Date('2026-02-02T00:00:00Z') },
      { id: 'lasting', spend: 0, budget_reset_at: new Date('2026-02-01T00:00:00Z') },
      { id: 't', spend: 0, budget_reset_at: new Date('2026-02-01T00:00:00Z') },
      { id: 'u', spend: 0, budget_reset_at: new Date('2026-01-31T11:00:00Z') },
    ]);
    expect(await namesOf(reset())).toEqual([]);
  });

  test('begin at midnight of the time zone', async () => {
    await run(token('due', `'1d', '${PAST}', NULL, NULL`));
    await reset({ timeZone: 'America/New_York' });
    expect(await run('SELECT budget_reset_at AS at FROM "LiteLLM_VerificationToken"')).toEqual([
      { at: new Date('2026-02-01T05:00:00Z') },
    ]);
  });

  test('are all reset, however many there are', async () => {
    await run(
      `INSERT INTO "LiteLLM_VerificationToken" (token, spend, budget_duration, budget_reset_at)
       SELECT 'k' || i, 5, '1d', '${PAST}' FROM generate_series(1, 25) AS i`,
    );
    expect(await namesOf(reset({ limit: 10 }))).toHaveLength(25);
  });

  test('are reset once by two at a time', async () => {
    await run(token('due', `'1d', '${PAST}', NULL, NULL`));
    const both = await Promise.all([namesOf(reset()), namesOf(reset())]);
    const done = both.flat().filter((name) => name === 'key due');
    expect(done).toEqual(['key due']);
  });

  test('are left to whoever is at it', async () => {
    await run(token('due', `'1d', '${PAST}', NULL, NULL`));
    await database.transaction(async (tx) => {
      await tx.query({
        name: 'test',
        text: `SELECT pg_advisory_xact_lock(hashtext('llmgw'), hashtext('public.budget-reset'))`,
      });
      expect(await namesOf(reset())).toEqual(['busy']);
    });
    expect(await namesOf(reset())).toEqual(['key due']);
  });

  test('are all reset, or none', async () => {
    await run(
      token('due', `'1d', '${PAST}', NULL, NULL`),
      `INSERT INTO "LiteLLM_UserTable" (user_id, spend, budget_duration, budget_reset_at)
       VALUES ('u', 5, '1h', '${PAST}')`,
    );
    for (let index = 0; index < 6; index += 1) {
      const faulty = new FaultyDatabase(database, [{ kind: 'statement', index }]);
      await expect(reset({ database: faulty })).rejects.toThrow('no answer');
    }
    expect(await namesOf(reset())).toEqual(['key due', 'user u']);
  });
});

describe('budgets of the budget table', () => {
  beforeEach(async () => {
    await run(
      `INSERT INTO "LiteLLM_BudgetTable"
         (budget_id, budget_duration, budget_reset_at, created_by, updated_by)
       VALUES ('b', '30d', '${PAST}', '', ''), ('later', '30d', '${FUTURE}', '', ''),
              ('fallback', '1d', NULL, '', '')`,
      token('linked', `NULL, NULL, NULL, 'b'`),
      token('own', `'30d', '${FUTURE}', NULL, 'b'`),
      token('other', `NULL, NULL, NULL, 'later'`),
      `INSERT INTO "LiteLLM_TeamMembership" (user_id, team_id, spend, budget_id)
       VALUES ('u', 't', 5, 'b')`,
      `INSERT INTO "LiteLLM_OrganizationTable"
         (organization_id, organization_alias, spend, budget_id, created_by, updated_by)
       VALUES ('o', '', 5, 'b', '', '')`,
      `INSERT INTO "LiteLLM_EndUserTable" (user_id, spend, budget_id)
       VALUES ('e', 5, 'b'), ('idle', 0, 'b'), ('free', 5, NULL)`,
      `INSERT INTO "LiteLLM_TagTable" (tag_name, spend, budget_id) VALUES ('tag', 5, 'b')`,
      `INSERT INTO "LiteLLM_ProjectTable" (project_id, spend, budget_id, created_by, updated_by)
       VALUES ('p', 5, 'b', '', '')`,
    );
  });

  test('begin anew for all that take part in them', async () => {
    expect(await namesOf(reset())).toEqual([
      ...['linked_key linked', 'team_member u t', 'organization o'],
      ...['project p', 'end_user e', 'tag tag'],
    ]);
    expect(
      await run(
        'SELECT budget_id AS id, budget_reset_at AS at FROM "LiteLLM_BudgetTable" ORDER BY 1',
      ),
    ).toEqual([
      { id: 'b', at: new Date('2026-02-01T00:00:00Z') },
      { id: 'fallback', at: new Date('2026-02-01T00:00:00Z') },
      { id: 'later', at: new Date(`${FUTURE}Z`) },
    ]);
    expect(await namesOf(reset())).toEqual([]);
  });

  test('one of them may be that of all end users without one', async () => {
    const names = await namesOf(reset({ defaultEndUserBudgetId: 'fallback' }));
    expect(names.filter((name) => name.startsWith('end_user')).sort()).toEqual([
      'end_user e',
      'end_user free',
    ]);
  });

  test('tables of other versions are left out', async () => {
    await run(
      'DROP TABLE "LiteLLM_TagTable", "LiteLLM_TeamMembership"',
      'ALTER TABLE "LiteLLM_TeamTable" DROP COLUMN budget_reset_at',
    );
    expect(await namesOf(reset())).toContain('project p');
  });
});
