import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
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

let team: string;
beforeEach(async () => {
  ({ team_id: team } = await bench.ok('POST /team/new', { body: {} }));
});

const teamsOf = async (user: string) =>
  (await bench.sql('SELECT teams FROM "LiteLLM_UserTable" WHERE user_id = $1', [user]))[0]?.[
    'teams'
  ];

test('members join, get another role, and a budget of their own', async () => {
  await bench.ok('POST /team/member_add', {
    body: {
      team_id: team,
      member: [
        { role: 'user', user_id: 'a' },
        { role: 'user', user_id: 'b' },
      ],
    },
  });
  const body = { team_id: team, member: { role: 'admin', user_id: 'a' }, max_budget_in_team: 7 };
  const answer = await bench.ok('POST /team/member_add', { body });
  expect(answer.members_with_roles).toEqual([
    { role: 'user', user_id: 'b', user_email: null },
    { role: 'admin', user_id: 'a', user_email: null },
  ]);
  const [row] = await bench.sql(
    `SELECT b.max_budget FROM "LiteLLM_TeamMembership" m
       JOIN "LiteLLM_BudgetTable" b USING (budget_id) WHERE m.team_id = $1 AND m.user_id = 'a'`,
    [team],
  );
  expect(row).toEqual({ max_budget: 7 });
  expect(await teamsOf('a')).toContain(team);
  expect(bench.forgotten).toContainEqual({ kind: 'user', id: 'a' });
});

test('a member leaves by id or by address', async () => {
  await bench.ok('POST /user/new', { body: { user_id: 'c', user_email: 'c@example.org' } });
  const member = [{ user_email: 'c@example.org' }, { user_id: 'd' }];
  await bench.ok('POST /team/member_add', { body: { team_id: team, member } });
  expect(await teamsOf('c')).toEqual([team]);
  const left = await bench.ok('POST /team/member_delete', {
    body: { team_id: team, user_email: 'c@example.org' },
  });
  expect(left.members_with_roles).toMatchObject([{ user_id: 'd' }]);
  expect(await teamsOf('c')).toEqual([]);
  expect(await bench.sql(`SELECT 1 FROM "LiteLLM_TeamMembership" WHERE user_id = 'c'`)).toEqual([]);
  const again = await bench.call('POST /team/member_delete', {
    body: { team_id: team, user_id: 'c' },
  });
  expect(again.status).toBe(404);
});

test('two who join at once are both in', async () => {
  const join = (user: string) =>
    bench.ok('POST /team/member_add', { body: { team_id: team, member: { user_id: user } } });
  await Promise.all([join('x'), join('y')]);
  const { team_info: info } = await bench.ok('GET /team/info', { query: { team_id: team } });
  expect(info.members_with_roles).toHaveLength(2);
});
