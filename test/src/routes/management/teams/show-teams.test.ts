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

test('a team is shown with its keys and memberships', async () => {
  await bench.ok('POST /team/new', {
    body: { team_id: 't', members_with_roles: [{ user_id: 'u' }] },
  });
  const { token } = await bench.ok('POST /key/generate', { body: { team_id: 't' } });
  const answer = await bench.ok('GET /team/info', { query: { team_id: 't' } });
  expect(answer).toMatchObject({
    team_id: 't',
    team_info: { team_id: 't', members_with_roles: [{ user_id: 'u' }] },
    keys: [{ token }],
    team_memberships: [{ user_id: 'u', team_id: 't' }],
  });
  expect((await bench.call('GET /team/info', { query: { team_id: 'nobody' } })).status).toBe(404);
  expect((await bench.call('GET /team/info')).status).toBe(400);
});

test('teams are listed, also those of one user', async () => {
  await bench.ok('POST /team/new', { body: { team_id: 's', team_alias: 'second' } });
  const ids = async (query: Record<string, string>) =>
    (await bench.ok('GET /team/list', { query })).map((team: { team_id: string }) => team.team_id);
  expect(await ids({})).toEqual(['s', 't']);
  expect(await ids({ user_id: 'u' })).toEqual(['t']);
  expect(await ids({ user_id: 'nobody' })).toEqual([]);
  expect(await ids({ team_alias: 'second' })).toEqual(['s']);
  expect(await ids({ page: '2', page_size: '1' })).toEqual(['t']);
});
