import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openManagement, type ManagementBench } from '../support/management.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** What LiteLLM's schema did not have some years ago. */
const OLDER = [
  ...[
    'DeletedVerificationToken',
    'DeletedTeamTable',
    'DeprecatedVerificationToken',
    'AuditLog',
  ].map((name) => `DROP TABLE "LiteLLM_${name}"`),
  'DROP TABLE "LiteLLM_JWTKeyMapping", "LiteLLM_CredentialsTable"',
  ...[
    ...['organization_id', 'project_id', 'agent_id', 'object_permission_id', 'allowed_routes'],
    ...['policies', 'router_settings', 'access_group_ids', 'auto_rotate', 'rotation_count'],
    ...['rotation_interval', 'last_rotation_at', 'key_rotation_at', 'created_at', 'created_by'],
    ...['updated_at', 'updated_by', 'last_active', 'blocked'],
  ].map((column) => `ALTER TABLE "LiteLLM_VerificationToken" DROP COLUMN ${column}`),
  'ALTER TABLE "LiteLLM_UserTable" DROP COLUMN created_at, DROP COLUMN updated_at',
  'ALTER TABLE "LiteLLM_TeamTable" DROP COLUMN object_permission_id, DROP COLUMN soft_budget',
  'ALTER TABLE "LiteLLM_SpendLogs" DROP COLUMN session_id, DROP COLUMN organization_id',
];

let server: TestPostgres;
let bench: ManagementBench;
beforeAll(async () => {
  server = await startPostgres();
  bench = await openManagement(server, { prepare: OLDER, settings: { auditLogs: true } });
}, 30_000);
afterAll(async () => {
  await bench.close();
  await server.stop();
});

test('keys, teams and users live their whole lives on an older schema', async () => {
  await bench.ok('POST /team/new', { body: { team_id: 't', soft_budget: 1 } });
  const user = await bench.ok('POST /user/new', { body: { user_id: 'u', teams: ['t'] } });
  const made = await bench.ok('POST /key/generate', {
    body: { team_id: 't', organization_id: 'o', router_settings: { a: 1 }, max_budget: 1 },
  });
  expect(made).toMatchObject({ team_id: 't', max_budget: 1 });
  await bench.ok('POST /key/update', { body: { key: made.key, max_budget: 2 } });
  const next = await bench.ok('POST /key/regenerate', { body: { key: made.key } });
  expect(await bench.ok('GET /key/info', { query: { key: next.key } })).toMatchObject({
    info: { max_budget: 2 },
  });
  expect(await bench.ok('GET /key/list')).toMatchObject({ total_count: 2 });
  expect(await bench.ok('GET /key/list', { query: { organization_id: 'o' } })).toMatchObject({
    total_count: 0,
  });
  expect(await bench.ok('GET /user/list')).toMatchObject({ total: 1 });
  await bench.ok('GET /spend/logs');
  await bench.ok('POST /key/delete', { body: { keys: [user.key] } });
  await bench.ok('POST /team/delete', { body: { team_ids: ['t'] } });
  await bench.ok('POST /user/delete', { body: { user_ids: ['u'] } });
  expect(await bench.sql('SELECT 1 FROM "LiteLLM_VerificationToken"')).toEqual([]);
});

test('what it has no table for is said, not half done', async () => {
  const { key } = await bench.ok('POST /key/generate', { body: {} });
  const body = { key, grace_period: '1d' };
  for (const answer of [
    await bench.call('GET /credentials'),
    await bench.call('POST /key/regenerate', { body }),
    await bench.call('GET /key/list', { query: { status: 'deleted' } }),
  ]) {
    expect([answer.status, answer.json.error.code]).toEqual([501, 'not_in_this_database']);
  }
  expect(await bench.ok('GET /key/info', { query: { key } })).toBeDefined();
});
