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

const rowOf = async (token: string) => {
  const [row] = await bench.sql('SELECT * FROM "LiteLLM_VerificationToken" WHERE token = $1', [
    token,
  ]);
  return row;
};

describe('POST /key/generate', () => {
  test('makes a key as LiteLLM does: shown once, stored as its hash', async () => {
    const made = await bench.ok('POST /key/generate', { body: {} });
    expect(made.key).toMatch(/^sk-[\w-]{22}$/);
    expect(made.token).toBe(hashOf(made.key));
    expect(made.token_id).toBe(made.token);
    expect(made.key_name).toBe(`sk-...${made.key.slice(-4)}`);
    expect(made).toMatchObject({ models: [], spend: 0, created_by: 'default_user_id' });
    expect(made.litellm_budget_table).toBeNull();
    const [{ n } = { n: 0 }] = await bench.sql(
      'SELECT count(*)::int AS n FROM "LiteLLM_VerificationToken" t WHERE t::text LIKE $1',
      [`%${made.key}%`],
    );
    expect(n).toBe(0);
    expect(await rowOf(made.token)).toMatchObject({ expires: null });
  });

  test('keeps every field where LiteLLM looks for it', async () => {
    await bench.ok('POST /team/new', { body: { team_id: 'team-of-keys' } });
    const made = await bench.ok('POST /key/generate', {
      body: {
        key: 'sk-chosen-by-me-0001',
        key_alias: 'mine',
        team_id: 'team-of-keys',
        user_id: 'u',
        models: ['gpt', 'openai/*'],
        duration: '30d',
        max_budget: 10.5,
        budget_duration: '1d',
        tpm_limit: 5_000_000_000,
        rpm_limit: '60',
        max_parallel_requests: 3,
        metadata: { note: 'x' },
        tags: ['a'],
        model_rpm_limit: { gpt: 3 },
        key_type: 'llm_api',
        aliases: { a: 'b' },
        auto_rotate: true,
        rotation_interval: '2w',
      },
    });
    expect(made.key).toBe('sk-chosen-by-me-0001');
    expect(made.expires).toBe('2026-01-31T00:00:00.000Z');
    const row = await rowOf(made.token);
    expect(row).toMatchObject({
      key_alias: 'mine',
      team_id: 'team-of-keys',
      models: ['gpt', 'openai/*'],
      max_budget: 10.5,
      budget_duration: '1d',
      budget_reset_at: new Date('2026-01-02T00:00:00Z'),
      expires: new Date('2026-01-31T00:00:00Z'),
      created_at: new Date('2026-01-01T00:00:00Z'),
      tpm_limit: 5_000_000_000,
      rpm_limit: 60,
      max_parallel_requests: 3,
      metadata: { note: 'x', tags: ['a'], model_rpm_limit: { gpt: 3 } },
      allowed_routes: ['llm_api_routes'],
      aliases: { a: 'b' },
      auto_rotate: true,
      key_rotation_at: new Date('2026-01-15T00:00:00Z'),
    });
  });

  test('a soft budget becomes a tier, object permissions a row of theirs', async () => {
    const made = await bench.ok('POST /key/generate', {
      body: { soft_budget: 5, object_permission: { mcp_servers: ['one'] } },
    });
    expect(made.litellm_budget_table).toMatchObject({ soft_budget: 5, max_budget: null });
    expect(made.object_permission).toMatchObject({ mcp_servers: ['one'] });
  });

  test('fields that nothing reads are named and ignored', async () => {
    const made = await bench.ok('POST /key/generate', { body: { send_invite_email: true } });
    expect(made.warnings).toEqual(['"send_invite_email" is not used here and was ignored']);
  });

  test.each([
    [{ duration: 'soon' }, 400, 'duration'],
    [{ duration: '999999999d' }, 400, 'duration'],
    [{ models: 'gpt' }, 400, 'models'],
    [{ max_budget: -1 }, 400, 'max_budget'],
    [{ max_budget: 'NaN' }, 400, 'max_budget'],
    [{ max_parallel_requests: 3_000_000_000 }, 400, 'max_parallel_requests'],
    [{ tpm_limit: 1.5 }, 400, 'tpm_limit'],
    [{ metadata: [] }, 400, 'metadata'],
    [{ key: 'pk-0123456789abcdef' }, 400, 'key'],
    [{ key: 'sk-short' }, 400, 'key'],
    [{ key: 'sk-with space 0123456789' }, 400, 'key'],
    [{ key_type: 'god' }, 400, 'key_type'],
    [{ key_alias: 'mine' }, 409, 'key_alias'],
    [{ team_id: 'nobody' }, 404, 'team_id'],
    [{ budget_id: 'nothing' }, 400, 'budget_id'],
    [{ object_permission: { mcp_server: ['typo'] } }, 400, 'object_permission'],
  ])('%j is refused with %i and the field', async (body, status, param) => {
    const answer = await bench.call('POST /key/generate', { body });
    expect(answer.status).toBe(status);
    expect(answer.json.error.param).toBe(param);
  });
});

describe('POST /key/update', () => {
  test('changes what is named, and nothing else', async () => {
    const { key, token } = await bench.ok('POST /key/generate', {
      body: { models: ['a'], max_budget: 1, metadata: { a: 1 }, duration: '1d' },
    });
    const updated = await bench.ok('POST /key/update', {
      body: { key, max_budget: null, tags: ['t'], duration: '-1', spend: 0.5 },
    });
    expect(updated).toMatchObject({ key: token, max_budget: null, expires: null, spend: 0.5 });
    expect(JSON.stringify(updated)).not.toContain(key);
    expect(await rowOf(token)).toMatchObject({
      models: ['a'],
      max_budget: null,
      metadata: { a: 1, tags: ['t'] },
    });
    expect(bench.forgotten).toContainEqual({ kind: 'key', id: token });
  });

  test('also by the hash; its own alias may stay', async () => {
    const { token } = await bench.ok('POST /key/generate', { body: { key_alias: 'stays' } });
    const body = { key: token, key_alias: 'stays', rpm_limit: 1 };
    expect(await bench.ok('POST /key/update', { body })).toMatchObject({ rpm_limit: 1 });
  });

  test('a key that is not there is 404, one that is not named 400', async () => {
    const missing = await bench.call('POST /key/update', { body: { key: 'sk-nobody-0123456789' } });
    expect(missing.status).toBe(404);
    expect(missing.text).not.toContain('sk-nobody');
    expect((await bench.call('POST /key/update', { body: {} })).status).toBe(400);
  });
});

test('blocking and unblocking take effect in the row and are told to the caches', async () => {
  const { key, token } = await bench.ok('POST /key/generate', { body: {} });
  expect(await bench.ok('POST /key/block', { body: { key } })).toMatchObject({ blocked: true });
  expect(await rowOf(token)).toMatchObject({ blocked: true });
  expect(await bench.ok('POST /key/unblock', { body: { key } })).toMatchObject({ blocked: false });
  expect(bench.forgotten.filter(({ id }) => id === token)).toHaveLength(3);
});
