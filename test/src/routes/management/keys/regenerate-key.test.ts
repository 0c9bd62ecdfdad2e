import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MASTER_KEY } from '../../../../support/config-literals.ts';
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

const deprecated = async () =>
  bench.sql('SELECT * FROM "LiteLLM_DeprecatedVerificationToken" ORDER BY token');

test('the same row gets another key; the old one is worth nothing at once', async () => {
  const made = await bench.ok('POST /key/generate', { body: { key_alias: 'mine', models: ['a'] } });
  const next = await bench.ok(`POST /key/${made.key}/regenerate`, { body: { max_budget: 4 } });
  expect(next.key).toMatch(/^sk-[\w-]{22}$/);
  expect(next.token).toBe(hashOf(next.key));
  expect(next).toMatchObject({
    key_alias: 'mine',
    models: ['a'],
    max_budget: 4,
    rotation_count: 1,
  });
  expect(next.key_name).toBe(`sk-...${next.key.slice(-4)}`);
  const rows = await bench.sql('SELECT token FROM "LiteLLM_VerificationToken"');
  expect(rows).toEqual([{ token: next.token }]);
  expect(bench.forgotten).toEqual(
    expect.arrayContaining([
      { kind: 'key', id: made.token },
      { kind: 'key', id: next.token },
    ]),
  );
  expect(await deprecated()).toEqual([]);
});

test('with a grace period the old hash leads to the new one; after the next change, to the newest', async () => {
  const first = await bench.ok('POST /key/generate', { body: {} });
  const second = await bench.ok('POST /key/regenerate', {
    body: { key: first.key, grace_period: '24h', new_key: 'sk-my-own-new-key-01' },
  });
  expect(second.key).toBe('sk-my-own-new-key-01');
  expect(await deprecated()).toMatchObject([
    {
      token: first.token,
      active_token_id: second.token,
      revoke_at: new Date('2026-01-02T00:00:00Z'),
    },
  ]);
  const third = await bench.ok('POST /key/regenerate', { body: { key: second.token } });
  expect(await deprecated()).toMatchObject([{ token: first.token, active_token_id: third.token }]);
});

test.each([
  [{ key: MASTER_KEY }, 400],
  [{ key: 'sk-nobody-0123456789', new_master_key: 'x' }, 400],
  [{ key: 'sk-nobody-0123456789' }, 404],
  [{ key: 'sk-nobody-0123456789', grace_period: 'long' }, 400],
  [{ key: 'sk-nobody-0123456789', new_key: 'short' }, 400],
  [{}, 400],
])('%j is refused with %i', async (body, status) => {
  const answer = await bench.call('POST /key/regenerate', { body });
  expect(answer.status).toBe(status);
  expect(answer.text).not.toContain(MASTER_KEY);
});

test('a new key that another has already is refused, and nothing changes', async () => {
  const { key } = await bench.ok('POST /key/generate', { body: { key: 'sk-taken-0123456789' } });
  const other = await bench.ok('POST /key/generate', { body: { key: 'sk-other-0123456789' } });
  const body = { key: other.key, new_key: key };
  expect((await bench.call('POST /key/regenerate', { body })).status).toBe(409);
  expect(await bench.ok('GET /key/info', { query: { key: other.key } })).toBeDefined();
});
