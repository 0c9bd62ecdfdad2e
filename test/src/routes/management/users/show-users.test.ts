import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

beforeAll(async () => {
  await bench.ok('POST /team/new', { body: { team_id: 't' } });
  for (const id of ['a', 'b', 'c']) {
    const body = {
      user_id: id,
      user_email: `${id}@Example.org`,
      teams: id === 'a' ? ['t'] : undefined,
    };
    await bench.ok('POST /user/new', { body });
  }
  await bench.sql(
    `UPDATE "LiteLLM_UserTable" SET password = 'canary', user_role = 'proxy_admin' WHERE user_id = 'a'`,
  );
});

test('a user is shown with keys and teams', async () => {
  const answer = await bench.ok('GET /user/info', { query: { user_id: 'a' } });
  expect(answer).toMatchObject({
    user_id: 'a',
    user_info: { user_id: 'a' },
    teams: [{ team_id: 't' }],
  });
  expect(answer.keys).toHaveLength(1);
  expect(JSON.stringify(answer)).not.toContain('canary');
  expect((await bench.call('GET /user/info', { query: { user_id: 'nobody' } })).status).toBe(404);
  expect((await bench.call('GET /user/info')).status).toBe(400);
});

test('users are listed, by page and filter', async () => {
  const list = async (query: Record<string, string>) => {
    const answer = await bench.ok('GET /user/list', { query: { sort_by: 'user_id', ...query } });
    return [answer.total, answer.users.map((user: { user_id: string }) => user.user_id).join('')];
  };
  expect(await list({})).toEqual([3, 'cba']);
  expect(await list({ sort_order: 'asc', page_size: '2' })).toEqual([3, 'ab']);
  expect(await list({ sort_order: 'asc', page_size: '2', page: '2' })).toEqual([3, 'c']);
  expect(await list({ role: 'proxy_admin' })).toEqual([1, 'a']);
  expect(await list({ user_email: 'B@EXAMPLE' })).toEqual([1, 'b']);
  expect(await list({ user_email: '%' })).toEqual([0, '']);
  expect(await list({ team: 't' })).toEqual([1, 'a']);
  expect(await list({ user_ids: 'b,c' })).toEqual([2, 'cb']);
  expect((await bench.call('GET /user/list', { query: { sort_by: 'password' } })).status).toBe(400);
});
