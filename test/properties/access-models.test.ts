import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.ts';
import { accessRig } from '../support/access-rig.ts';
import { insertRows, run, type Rows } from '../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

// Which models a key may call, by what the database says of it and of whom it hangs on.

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

describe('models', () => {
  const org = { organization_id: 'o1', budget_id: 'b1' };
  const cases: readonly (readonly [string, Rows, string | null])[] = [
    ['the key lists none', {}, null],
    ['the key lists all', { VerificationToken: { models: ['all-proxy-models'] } }, null],
    ['the key has a star', { VerificationToken: { models: ['*'] } }, null],
    ['the key names it', { VerificationToken: { models: ['gpt-4o'] } }, null],
    ['the key has a pattern', { VerificationToken: { models: ['gpt-*'] } }, null],
    ['the key has its access group', { VerificationToken: { models: ['beta'] } }, null],
    ['the key names another', { VerificationToken: { models: ['gpt'] } }, 'key'],
    [
      'the key has none by default',
      { VerificationToken: { models: ['no-default-models'] } },
      'key',
    ],
    [
      'an access group of the database has it',
      {
        VerificationToken: { models: ['x'], access_group_ids: ['g1'] },
        AccessGroupTable: {
          access_group_id: 'g1',
          access_group_name: 'g',
          access_model_names: ['gpt-4o'],
        },
      },
      null,
    ],
    [
      'the key has those of its team',
      {
        VerificationToken: { team_id: 't1', models: ['all-team-models'] },
        TeamTable: { ...TEAM, models: ['gpt-4o'] },
      },
      null,
    ],
    [
      'the key has those of its team, which has others',
      {
        VerificationToken: { team_id: 't1', models: ['all-team-models'] },
        TeamTable: { ...TEAM, models: ['x'] },
      },
      'key',
    ],
    [
      'the key has those of a team that is gone',
      { VerificationToken: { team_id: 'gone', models: ['all-team-models'] } },
      'key',
    ],
    ['the team names another', { ...TEAM_KEY, TeamTable: { ...TEAM, models: ['x'] } }, 'team'],
    [
      'the user of a personal key names another',
      { VerificationToken: { user_id: 'u1' }, UserTable: { user_id: 'u1', models: ['x'] } },
      'user',
    ],
    [
      'the user of a team key names another',
      {
        VerificationToken: { user_id: 'u1', team_id: 't1' },
        TeamTable: TEAM,
        UserTable: { user_id: 'u1', models: ['x'] },
      },
      null,
    ],
    [
      'the project names another',
      {
        VerificationToken: { project_id: 'p1' },
        ProjectTable: { project_id: 'p1', models: ['x'] },
      },
      'project',
    ],
    [
      'the organisation names another',
      {
        VerificationToken: { organization_id: 'o1' },
        BudgetTable: { budget_id: 'b1' },
        OrganizationTable: { ...org, models: ['x'] },
      },
      'org',
    ],
  ];
  test.each(cases)('when %s', async (_name, rows, level) => {
    await insertRows(db, rows);
    const groupsOf = (name: string): readonly string[] => (name === 'beta' ? ['gpt-4o'] : []);
    const { access, call, grant } = await accessRig(db, { groupsOf });
    const visible = access.visibleGroups(await grant(), ['gpt-4o', 'other']);
    const answer = await call();
    if (level === null) {
      expect(visible).toContain('gpt-4o');
      expect('settle' in answer).toBe(true);
      return;
    }
    const type = `${level}_model_access_denied`;
    expect(answer).toMatchObject({ status: 401, type, code: type, param: 'model' });
    expect(visible).not.toContain('gpt-4o');
  });

  test('are found by other names of the team and of the key', async () => {
    await run(
      db,
      `INSERT INTO "LiteLLM_ModelTable" (id, aliases, created_by, updated_by) VALUES (1, '{"fast":"slow","t":"team-model"}', '', '')`,
    );
    await insertRows(db, {
      VerificationToken: { team_id: 't1', aliases: { slow: 'gpt-4o', __proto__x: 'y' } },
      TeamTable: { ...TEAM, model_id: 1 },
    });
    const { access, grant } = await accessRig(db);
    const key = await grant();
    const names = ['fast', 't', 'slow', 'other', '__proto__', 'constructor'];
    expect(names.map((name) => access.resolveAlias(key, name))).toEqual([
      'gpt-4o',
      'team-model',
      'gpt-4o',
      'other',
      '__proto__',
      'constructor',
    ]);
  });
});
