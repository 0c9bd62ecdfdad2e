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

test('a team goes with its keys and memberships, and is kept among the deleted', async () => {
  const member = { role: 'user', user_id: 'u' };
  await bench.ok('POST /team/new', { body: { team_id: 't', members_with_roles: [member] } });
  await bench.ok('POST /team/new', { body: { team_id: 'other', members_with_roles: [member] } });
  const key = await bench.ok('POST /key/generate', { body: { team_id: 't' } });
  expect(await bench.ok('POST /team/delete', { body: { team_ids: ['t'] } })).toEqual({
    deleted_teams: ['t'],
  });
  expect(await bench.sql('SELECT team_id FROM "LiteLLM_TeamTable"')).toEqual([
    { team_id: 'other' },
  ]);
  expect(await bench.sql('SELECT token FROM "LiteLLM_VerificationToken"')).toEqual([]);
  expect(
    await bench.sql('SELECT token, deleted_by FROM "LiteLLM_DeletedVerificationToken"'),
  ).toEqual([{ token: key.token, deleted_by: 'default_user_id' }]);
  expect(
    await bench.sql('SELECT team_id, members_with_roles FROM "LiteLLM_DeletedTeamTable"'),
  ).toMatchObject([{ team_id: 't', members_with_roles: [{ user_id: 'u' }] }]);
  expect(await bench.sql('SELECT teams FROM "LiteLLM_UserTable"')).toEqual([{ teams: ['other'] }]);
  expect(bench.forgotten).toEqual(
    expect.arrayContaining([
      { kind: 'team', id: 't' },
      { kind: 'key', id: key.token },
    ]),
  );
});

test('all or none', async () => {
  const body = { team_ids: ['other', 'nobody'] };
  expect((await bench.call('POST /team/delete', { body })).status).toBe(404);
  expect(await bench.sql('SELECT team_id FROM "LiteLLM_TeamTable"')).toHaveLength(1);
});
