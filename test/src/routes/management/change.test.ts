import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Subscription } from '../../../../src/db/database.ts';
import { CACHE_CHANNEL } from '../../../../src/db/queries/manage-notices.ts';
import {
  CALLERS,
  hashOf,
  openManagement,
  type ManagementBench,
} from '../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let bench: ManagementBench;
let notices: unknown[];
let ears: Subscription;
beforeAll(async () => {
  server = await startPostgres();
  bench = await openManagement(server, { settings: { auditLogs: true } });
  notices = [];
  ears = bench.database.listen([CACHE_CHANNEL], {
    onNotice: (_, payload) => void notices.push(JSON.parse(payload)),
    onGap: () => {},
  });
  // Listening begins some time after it was asked for.
  while (notices.length === 0) await bench.sql(`SELECT pg_notify('llmgw_cache', '{}')`);
}, 30_000);
afterAll(async () => {
  await ears.stop();
  await bench.close();
  await server.stop();
});
beforeEach(() => void (notices = []));

/** What was heard, once a notice of that key is among it. */
async function heardOf(token: string): Promise<readonly unknown[]> {
  const isThere = (): boolean => notices.some((notice) => Object(notice).id === token);
  while (!isThere()) await bench.sql('SELECT 1');
  return notices.filter((notice) => Object(notice).id !== undefined);
}

describe('a change', () => {
  test('is forgotten here and told to the others once it is committed', async () => {
    const { token } = await bench.ok('POST /key/generate', { body: {} });
    expect(bench.forgotten.at(-1)).toEqual({ kind: 'key', id: token });
    expect(await heardOf(token)).toEqual([{ kind: 'key', id: token }]);
  });

  test('that fails is neither told nor logged, and the next one is', async () => {
    const { key, token: old } = await bench.ok('POST /key/generate', { body: {} });
    await heardOf(old);
    notices = [];
    const [logged] = await bench.sql('SELECT count(*)::int AS n FROM "LiteLLM_AuditLog"');
    const body = { key, budget_id: 'nothing' };
    expect((await bench.call('POST /key/update', { body })).status).toBe(400);
    const { token } = await bench.ok('POST /key/generate', { body: {} });
    expect(await heardOf(token)).toEqual([{ kind: 'key', id: token }]);
    const [now] = await bench.sql('SELECT count(*)::int AS n FROM "LiteLLM_AuditLog"');
    expect(now?.['n']).toBe(Number(logged?.['n']) + 1);
    expect(bench.database.counts()).toMatchObject({ waiting: 0 });
  });

  test('leaves a line in the audit log: who, with which key, what before and after', async () => {
    await bench.sql('DELETE FROM "LiteLLM_AuditLog"');
    await bench.sql(
      `INSERT INTO "LiteLLM_VerificationToken" (token, user_id) VALUES ($1, 'boss')`,
      [hashOf(CALLERS.admin)],
    );
    const { token } = await bench.ok('POST /key/generate', { body: { rpm_limit: 1 } });
    await bench.ok('POST /key/update', { body: { key: token, rpm_limit: 2 }, key: CALLERS.admin });
    const [row] = await bench.sql(`SELECT * FROM "LiteLLM_AuditLog" WHERE action = 'updated'`);
    expect(row).toMatchObject({
      changed_by: 'boss',
      changed_by_api_key: hashOf(CALLERS.admin),
      table_name: 'LiteLLM_VerificationToken',
      object_id: token,
      before_value: { rpm_limit: 1 },
      updated_values: { rpm_limit: 2 },
      updated_at: new Date('2026-01-01T00:00:00Z'),
    });
    const info = await bench.ok('GET /key/info', { query: { key: token } });
    expect(info.info).toMatchObject({ created_by: 'default_user_id', updated_by: 'boss' });
  });

  test('an admin may act in the name of another', async () => {
    const headers = { 'litellm-changed-by': 'ops@example.org' };
    const made = await bench.ok('POST /key/generate', { body: {}, headers });
    expect(made.created_by).toBe('ops@example.org');
    const odd = await bench.ok('POST /key/generate', {
      body: {},
      headers: { 'litellm-changed-by': 'x\ny' },
    });
    expect(odd.created_by).toBe('default_user_id');
  });
});

test('without the setting there is no audit log', async () => {
  const quiet = await openManagement(server);
  await quiet.ok('POST /key/generate', { body: {} });
  expect(await quiet.sql('SELECT 1 FROM "LiteLLM_AuditLog"')).toEqual([]);
  await quiet.close();
});
