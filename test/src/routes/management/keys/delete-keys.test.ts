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

const count = async (table: string, where: string, value: string): Promise<unknown> => {
  const [row] = await bench.sql(`SELECT count(*)::int AS n FROM "${table}" WHERE ${where} = $1`, [
    value,
  ]);
  return row?.['n'];
};

test('a deleted key goes to the table of the deleted, with who did it', async () => {
  const made = await bench.ok('POST /key/generate', {
    body: { key_alias: 'gone', models: ['a'], metadata: { x: 1 }, max_budget: 3 },
  });
  const answer = await bench.ok('POST /key/delete', {
    body: { keys: [made.key] },
    headers: { 'litellm-changed-by': 'somebody@example.org' },
  });
  expect(answer).toEqual({ deleted_keys: [made.token] });
  expect(await count('LiteLLM_VerificationToken', 'token', made.token)).toBe(0);
  const [kept] = await bench.sql(
    'SELECT * FROM "LiteLLM_DeletedVerificationToken" WHERE token = $1',
    [made.token],
  );
  expect(kept).toMatchObject({
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    key_alias: 'gone',
    models: ['a'],
    metadata: { x: 1 },
    max_budget: 3,
    deleted_by: 'somebody@example.org',
    litellm_changed_by: 'somebody@example.org',
    deleted_at: new Date('2026-01-01T00:00:00Z'),
  });
  expect(bench.forgotten).toContainEqual({ kind: 'key', id: made.token });
});

test('all or none: one that is not there keeps the others', async () => {
  const { token } = await bench.ok('POST /key/generate', { body: { key_alias: 'stays' } });
  const body = { key_aliases: ['stays', 'nobody'] };
  expect((await bench.call('POST /key/delete', { body })).status).toBe(404);
  expect(await count('LiteLLM_VerificationToken', 'token', token)).toBe(1);
  expect(await bench.ok('POST /key/delete', { body: { key_aliases: ['stays'] } })).toEqual({
    deleted_keys: [token],
  });
});

test('what points at a key goes with it', async () => {
  const { token, key } = await bench.ok('POST /key/generate', { body: {} });
  await bench.sql(
    `INSERT INTO "LiteLLM_JWTKeyMapping" (id, jwt_claim_name, jwt_claim_value, token)
     VALUES ('m', 'sub', 'me', $1)`,
    [token],
  );
  await bench.sql(
    `INSERT INTO "LiteLLM_DeprecatedVerificationToken" (id, token, active_token_id, revoke_at)
     VALUES ('d', 'older', $1, '2027-01-01')`,
    [token],
  );
  await bench.ok('POST /key/delete', { body: { keys: [key] } });
  expect(await count('LiteLLM_JWTKeyMapping', 'token', token)).toBe(0);
  expect(await count('LiteLLM_DeprecatedVerificationToken', 'active_token_id', token)).toBe(0);
});

test.each([[{}], [{ keys: [] }], [{ keys: 'sk-x' }], [{ keys: ['a'], key_aliases: ['b'] }]])(
  '%j is refused',
  async (body) => {
    expect((await bench.call('POST /key/delete', { body })).status).toBe(400);
  },
);
