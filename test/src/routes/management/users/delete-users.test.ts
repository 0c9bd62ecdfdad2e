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

test('a user goes with its keys, links and memberships; the answer is the number', async () => {
  await bench.ok('POST /team/new', {
    body: { team_id: 't', members_with_roles: [{ user_id: 'stays' }] },
  });
  const made = await bench.ok('POST /user/new', { body: { user_id: 'goes', teams: ['t'] } });
  await bench.sql(
    `INSERT INTO "LiteLLM_InvitationLink" (id, user_id, expires_at, created_at, created_by, updated_at, updated_by)
     VALUES ('i', 'goes', now(), now(), 'goes', now(), 'goes')`,
  );
  expect(await bench.ok('POST /user/delete', { body: { user_ids: ['goes'] } })).toBe(1);
  expect(await bench.sql('SELECT user_id FROM "LiteLLM_UserTable"')).toEqual([
    { user_id: 'stays' },
  ]);
  expect(await bench.sql('SELECT 1 FROM "LiteLLM_VerificationToken"')).toEqual([]);
  expect(await bench.sql('SELECT token FROM "LiteLLM_DeletedVerificationToken"')).toEqual([
    { token: made.token },
  ]);
  expect(await bench.sql(`SELECT user_id FROM "LiteLLM_TeamMembership"`)).toEqual([
    { user_id: 'stays' },
  ]);
  const { team_info: team } = await bench.ok('GET /team/info', { query: { team_id: 't' } });
  expect(team.members_with_roles).toMatchObject([{ user_id: 'stays' }]);
});

test('all or none', async () => {
  const body = { user_ids: ['stays', 'nobody'] };
  expect((await bench.call('POST /user/delete', { body })).status).toBe(404);
  expect(await bench.sql('SELECT 1 FROM "LiteLLM_UserTable"')).toHaveLength(1);
});
