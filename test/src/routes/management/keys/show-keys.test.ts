import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  CALLERS,
  hashOf,
  openManagement,
  type ManagementBench,
} from '../../../../support/management.ts';
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

describe('GET /key/info', () => {
  test('shows a key by itself or its hash, never with either in the row', async () => {
    const made = await bench.ok('POST /key/generate', {
      body: { key_alias: 'shown', soft_budget: 1, object_permission: { agents: ['a'] } },
    });
    for (const key of [made.key, made.token]) {
      const answer = await bench.ok('GET /key/info', { query: { key } });
      expect(answer.key).toBe(made.token);
      expect(answer.info).toMatchObject({
        key_alias: 'shown',
        litellm_budget_table: { soft_budget: 1 },
        object_permission: { agents: ['a'] },
      });
      expect(answer.info.token).toBeUndefined();
      expect(JSON.stringify(answer)).not.toContain(made.key);
    }
  });

  test('an owner sees its own, with and without naming it', async () => {
    await bench.ok('POST /key/generate', { body: { key: CALLERS.owner, key_alias: 'owned' } });
    const own = await bench.ok('GET /key/info', { key: CALLERS.owner });
    expect(own).toMatchObject({ key: hashOf(CALLERS.owner), info: { key_alias: 'owned' } });
    const query = { key: CALLERS.owner };
    expect(await bench.ok('GET /key/info', { key: CALLERS.owner, query })).toEqual(own);
  });

  test('a key that is not there, and the master key, which has no row: 404', async () => {
    const query = { key: 'sk-nobody-0123456789' };
    expect((await bench.call('GET /key/info', { query })).status).toBe(404);
    expect((await bench.call('GET /key/info')).status).toBe(404);
  });
});

describe('GET /key/list', () => {
  beforeAll(async () => {
    await bench.sql('DELETE FROM "LiteLLM_VerificationToken"');
    for (let i = 0; i < 12; i += 1) {
      const body = { key_alias: `k${String(i).padStart(2, '0')}`, user_id: i < 3 ? 'few' : 'many' };
      await bench.ok('POST /key/generate', { body });
    }
    await bench.sql(
      `INSERT INTO "LiteLLM_VerificationToken" (token, team_id) VALUES ('ui', 'litellm-dashboard')`,
    );
  });

  test('pages of hashes, without sessions of the UI', async () => {
    const query = { sort_by: 'key_alias', sort_order: 'asc' };
    const first = await bench.ok('GET /key/list', { query });
    expect(first).toMatchObject({ total_count: 12, current_page: 1, total_pages: 2 });
    expect(first.keys).toHaveLength(10);
    const second = await bench.ok('GET /key/list', { query: { ...query, page: '2' } });
    expect(second.keys).toHaveLength(2);
    expect(new Set([...first.keys, ...second.keys]).size).toBe(12);
  });

  test('filters and whole objects', async () => {
    const query = { user_id: 'few', return_full_object: 'true', sort_by: 'key_alias' };
    const { keys } = await bench.ok('GET /key/list', { query });
    expect(keys.map((key: { key_alias: string }) => key.key_alias)).toEqual(['k02', 'k01', 'k00']);
    const one = await bench.ok('GET /key/list', { query: { key_hash: keys[0].token } });
    expect(one.keys).toEqual([keys[0].token]);
  });

  test('the deleted ones', async () => {
    await bench.ok('POST /key/delete', { body: { key_aliases: ['k00'] } });
    const query = { status: 'deleted', return_full_object: 'true' };
    const { keys } = await bench.ok('GET /key/list', { query });
    expect(keys).toMatchObject([{ key_alias: 'k00' }]);
  });

  test.each([
    [{ sort_by: 'password' }, 'sort_by'],
    [{ sort_by: 'token; DROP TABLE x' }, 'sort_by'],
    [{ sort_order: 'up' }, 'sort_order'],
    [{ page: '0' }, 'page'],
    [{ page: '-1' }, 'page'],
    [{ size: '101' }, 'size'],
    [{ size: '1e3' }, 'size'],
  ])('%j is refused', async (query, param) => {
    const answer = await bench.call('GET /key/list', { query });
    expect([answer.status, answer.json.error.param]).toEqual([400, param]);
  });
});
