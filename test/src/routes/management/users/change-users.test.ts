import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashOf, openManagement, type ManagementBench } from '../../../../support/management.ts';
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

describe('POST /user/new', () => {
  test('makes a user with a key, in its teams', async () => {
    await bench.ok('POST /team/new', { body: { team_id: 't' } });
    const made = await bench.ok('POST /user/new', {
      body: {
        user_id: 'u1',
        user_email: 'u1@example.org',
        user_role: 'internal_user',
        teams: ['t'],
        max_budget: 3,
        budget_duration: '1d',
        key_alias: 'first key',
        duration: '1h',
      },
    });
    expect(made).toMatchObject({
      user_id: 'u1',
      user_role: 'internal_user',
      teams: ['t'],
      expires: '2026-01-01T01:00:00.000Z',
      budget_reset_at: '2026-01-02T00:00:00.000Z',
    });
    expect(made.token).toBe(hashOf(made.key));
    const info = await bench.ok('GET /key/info', { query: { key: made.key } });
    expect(info.info).toMatchObject({ user_id: 'u1', key_alias: 'first key', max_budget: null });
    const { team_info: team } = await bench.ok('GET /team/info', { query: { team_id: 't' } });
    expect(team.members_with_roles).toMatchObject([{ user_id: 'u1', role: 'user' }]);
  });

  test('without a key when that is said', async () => {
    const made = await bench.ok('POST /user/new', { body: { auto_create_key: false } });
    expect(made.key).toBeUndefined();
    expect(made.user_id).toMatch(/^[\da-f-]{36}$/);
  });

  test.each([
    [{ user_id: 'u1' }, 409, 'user_id'],
    [{ user_email: 'u1@example.org' }, 409, 'user_email'],
    [{ user_role: 'god' }, 400, 'user_role'],
    [{ teams: ['nobody'] }, 404, 'team_id'],
  ])('%j is refused', async (body, status, param) => {
    const answer = await bench.call('POST /user/new', { body });
    expect([answer.status, answer.json.error.param]).toEqual([status, param]);
  });
});

test('a user changes by id or address; the password never leaves', async () => {
  await bench.sql(`UPDATE "LiteLLM_UserTable" SET password = 'scrypt:canary' WHERE user_id = 'u1'`);
  const byId = await bench.ok('POST /user/update', { body: { user_id: 'u1', max_budget: 9 } });
  expect(byId.data).toMatchObject({ max_budget: 9, user_email: 'u1@example.org' });
  const body = { user_email: 'u1@example.org', rpm_limit: 2 };
  const byEmail = await bench.ok('POST /user/update', { body });
  expect(byEmail.data).toMatchObject({ user_id: 'u1', rpm_limit: 2 });
  expect(JSON.stringify([byId, byEmail])).not.toContain('canary');
  expect((await bench.call('POST /user/update', { body: { user_id: 'nobody' } })).status).toBe(404);
  expect((await bench.call('POST /user/update', { body: {} })).status).toBe(400);
  expect(bench.forgotten).toContainEqual({ kind: 'user', id: 'u1' });
});
