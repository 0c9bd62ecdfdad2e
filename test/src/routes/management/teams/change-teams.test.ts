import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openManagement, type ManagementBench } from '../../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../../support/postgres.ts';

let server: TestPostgres;
let bench: ManagementBench;
beforeAll(async () => {
  server = await startPostgres();
  bench = await openManagement(server);
}, 30_000);
afterAll(async () => {
  await bench.close();
  await server.stop();
});

describe('teams', () => {
  test('are made with their members, aliases and times', async () => {
    const team = await bench.ok('POST /team/new', {
      body: {
        team_id: 't1',
        team_alias: 'one',
        members_with_roles: [{ role: 'admin', user_id: 'boss' }],
        max_budget: 5,
        budget_duration: '30d',
        tags: ['x'],
        metadata: { a: 1 },
        model_aliases: { gpt: 'gpt-4o' },
        models: ['gpt-4o'],
        nonsense: 1,
      },
    });
    expect(team).toMatchObject({
      team_id: 't1',
      members_with_roles: [{ role: 'admin', user_id: 'boss', user_email: null }],
      budget_reset_at: '2026-02-01T00:00:00.000Z',
      metadata: { a: 1, tags: ['x'] },
      blocked: false,
      warnings: ['"nonsense" is not used here and was ignored'],
    });
    expect(
      await bench.sql('SELECT aliases FROM "LiteLLM_ModelTable" WHERE id = $1', [team.model_id]),
    ).toEqual([{ aliases: { gpt: 'gpt-4o' } }]);
    expect(await bench.sql('SELECT teams FROM "LiteLLM_UserTable"')).toEqual([{ teams: ['t1'] }]);
    expect(bench.forgotten).toContainEqual({ kind: 'team', id: 't1' });
  });

  test('get an id when none is given, and keep the one that is taken', async () => {
    const { team_id: id } = await bench.ok('POST /team/new', { body: {} });
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect((await bench.call('POST /team/new', { body: { team_id: 't1' } })).status).toBe(409);
  });

  test('change where the body says so', async () => {
    const { data } = await bench.ok('POST /team/update', {
      body: { team_id: 't1', max_budget: null, tags: null, model_aliases: { gpt: 'other' } },
    });
    expect(data).toMatchObject({ max_budget: null, team_alias: 'one', metadata: { a: 1 } });
    expect(data.metadata.tags).toBeUndefined();
    expect(await bench.sql('SELECT aliases FROM "LiteLLM_ModelTable"')).toEqual([
      { aliases: { gpt: 'other' } },
    ]);
    const missing = await bench.call('POST /team/update', { body: { team_id: 'nobody' } });
    expect(missing.status).toBe(404);
  });

  test('are blocked and let go', async () => {
    const body = { team_id: 't1' };
    expect(await bench.ok('POST /team/block', { body })).toMatchObject({ blocked: true });
    expect(await bench.ok('POST /team/unblock', { body })).toMatchObject({ blocked: false });
  });

  test.each([
    [
      { team_id: 't1', members_with_roles: [{ role: 'king', user_id: 'x' }] },
      'members_with_roles.role',
    ],
    [{ members_with_roles: [{ role: 'user' }] }, 'members_with_roles.user_id'],
    [{ members_with_roles: ['x'] }, 'members_with_roles'],
    [{ members_with_roles: [{ user_email: 'nobody@example.org' }] }, 'user_email'],
    [{ budget_duration: 'x' }, 'budget_duration'],
  ])('%j is refused', async (body, param) => {
    const answer = await bench.call('POST /team/new', { body: { ...body, team_id: 'never' } });
    expect([answer.status, answer.json.error.param]).toEqual([400, param]);
    expect(await bench.sql(`SELECT 1 FROM "LiteLLM_TeamTable" WHERE team_id = 'never'`)).toEqual(
      [],
    );
  });
});
