import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/db/database.ts';
import { readSpendLayout } from '../../../src/db/queries/spend-read-layout.ts';
import type { SpendEvent } from '../../../src/spend/spend-event.ts';
import { writeBatch, type BatchResult } from '../../../src/spend/write-batch.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { createCaller, everywhere, readSpend } from '../../support/spend-database.ts';
import { CALLER, spendEvent, spendEvents } from '../../support/spend-events.ts';

const NOW = Date.UTC(2026, 0, 31, 10, 5);

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());
beforeEach(async () => {
  database = openTestDatabase(await createLitellmDatabase(server));
  await createCaller(database);
});
afterEach(async () => database.close());

async function write(events: readonly SpendEvent[]): Promise<BatchResult> {
  const layout = await readSpendLayout(database);
  return writeBatch({ database, layout, nowMs: NOW }, events);
}

async function rows(text: string): Promise<Record<string, unknown>[]> {
  return [...(await database.query({ name: 'test', text })).rows];
}

async function alter(...statements: readonly string[]): Promise<void> {
  for (const text of statements) await database.query({ name: 'test', text });
}

describe('a batch', () => {
  test('is counted wherever the caller is', async () => {
    await expect(write(spendEvents(8))).resolves.toMatchObject({ written: 8, duplicates: 0 });
    expect(await readSpend(database)).toEqual(everywhere(1));
  });

  test('is billed once, however often it is written, and with whatever else', async () => {
    const [twin = spendEvent(), ...others] = spendEvents(4);
    await write([twin, twin]);
    await expect(write([twin, ...others])).resolves.toMatchObject({ written: 3, duplicates: 1 });
    await expect(write([twin])).resolves.toMatchObject({ written: 0, duplicates: 1 });
    expect(await readSpend(database)).toEqual(everywhere(0.5));
  });

  test('says what it came to, also when it had been written before', async () => {
    const first = await write(spendEvents(2));
    const { deltas } = await write(spendEvents(2));
    expect(deltas).toEqual(first.deltas);
    expect(deltas).toContainEqual({
      target: 'team_member',
      ids: [CALLER.userId, CALLER.teamId],
      spendUsd: 0.25,
      lastActiveMs: spendEvent().endedAtMs,
    });
  });

  test('shows when the key was last used, and never goes back', async () => {
    const { startedAtMs, endedAtMs } = spendEvent();
    await write([spendEvent()]);
    await write([spendEvent({ requestId: 'older', endedAtMs: startedAtMs })]);
    const [key] = await rows('SELECT last_active FROM "LiteLLM_VerificationToken"');
    expect(key?.['last_active']).toEqual(new Date(endedAtMs));
  });

  test('leaves rows that do not exist alone, but makes end users', async () => {
    const caller = { ...CALLER, keyHash: 'gone', userId: 'gone', endUserId: 'new' };
    await write([spendEvent({ caller })]);
    expect(
      await rows(`SELECT token FROM "LiteLLM_VerificationToken" WHERE token = 'gone'`),
    ).toEqual([]);
    expect(await rows(`SELECT spend FROM "LiteLLM_EndUserTable" WHERE user_id = 'new'`)).toEqual([
      { spend: 0.125 },
    ]);
  });

  test('counts a failed call, but does not bill it', async () => {
    await write([spendEvent({ status: 'failure', errorCode: 'rate_limit' })]);
    expect(await readSpend(database)).toEqual(everywhere(0));
    const daily = await rows(
      'SELECT api_requests, successful_requests, failed_requests, spend FROM "LiteLLM_DailyUserSpend"',
    );
    expect(daily).toEqual([
      { api_requests: 1, successful_requests: 0, failed_requests: 1, spend: 0 },
    ]);
    expect(await rows('SELECT status, spend FROM "LiteLLM_SpendLogs"')).toEqual([
      { status: 'failure', spend: 0 },
    ]);
  });

  test('takes any text for an id', async () => {
    const wild = `'; DROP TABLE "LiteLLM_SpendLogs"; -- {"a",\\} \0 \ud800 ${'é😀'.repeat(2_000)}`;
    const caller = { ...CALLER, endUserId: wild, tags: [wild, '', 'NULL', '{}', '"'] };
    await write([spendEvent({ requestId: wild, model: wild, modelGroup: wild, caller })]);
    await write([spendEvent({ requestId: wild, model: wild, modelGroup: wild, caller })]);
    const [log] = await rows('SELECT request_id, end_user, request_tags FROM "LiteLLM_SpendLogs"');
    expect(String(log?.['end_user'])).toMatch(/^'; DROP TABLE/);
    expect(log?.['request_tags']).toHaveLength(5);
    expect(await rows('SELECT count(*) FROM "LiteLLM_DailyTagSpend"')).toEqual([{ count: 4 }]);
  });

  test('adds to the line of the day, which LiteLLM may have begun', async () => {
    await write(spendEvents(1));
    await write([spendEvent({ requestId: 'other' }), spendEvent({ requestId: 'third' })]);
    const lines = await rows('SELECT * FROM "LiteLLM_DailyUserSpend"');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      user_id: CALLER.userId,
      date: '2026-01-31',
      api_key: CALLER.keyHash,
      model: 'gpt-4o-mini',
      model_group: 'small',
      custom_llm_provider: 'openai',
      mcp_namespaced_tool_name: '',
      endpoint: '/chat/completions',
      prompt_tokens: 300,
      completion_tokens: 60,
      cache_read_input_tokens: 120,
      cache_creation_input_tokens: 30,
      api_requests: 3,
      updated_at: new Date(NOW),
    });
  });

  test('is written by several at once without a deadlock', async () => {
    const caller = (i: number) => ({
      ...CALLER,
      tags: i % 2 === 0 ? ['blue', 'green'] : ['green', 'blue'],
    });
    const batches = Array.from({ length: 8 }, (_, i) => [
      ...spendEvents(20, { caller: caller(i) }),
      spendEvent({ requestId: `own-${i}` }),
    ]);
    await Promise.all(
      batches.map(async (batch, i) => write(i % 2 === 0 ? batch : batch.reverse())),
    );
    expect(await readSpend(database)).toEqual(everywhere(28 * 0.125));
  });
});

describe('other versions of the tables', () => {
  test('a partitioned spend log bills each event once', async () => {
    await alter(
      'ALTER TABLE "LiteLLM_SpendLogs" RENAME TO old_logs',
      `CREATE TABLE "LiteLLM_SpendLogs" (LIKE old_logs INCLUDING DEFAULTS,
         PRIMARY KEY (request_id, "startTime")) PARTITION BY RANGE ("startTime")`,
      `CREATE TABLE logs_january PARTITION OF "LiteLLM_SpendLogs"
         FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')`,
    );
    await Promise.all([write(spendEvents(8)), write(spendEvents(8)), write(spendEvents(8))]);
    expect(await readSpend(database)).toEqual(everywhere(1));
  });

  test('columns and tables that are not there are left out', async () => {
    await alter(
      'ALTER TABLE "LiteLLM_SpendLogs" DROP COLUMN request_duration_ms, DROP COLUMN agent_id',
      'ALTER TABLE "LiteLLM_VerificationToken" DROP COLUMN last_active',
      'ALTER TABLE "LiteLLM_DailyUserSpend" DROP COLUMN endpoint, DROP COLUMN mcp_namespaced_tool_name',
      `CREATE UNIQUE INDEX ON "LiteLLM_DailyUserSpend"
         (user_id, date, api_key, model, custom_llm_provider)`,
      'DROP TABLE "LiteLLM_DailyAgentSpend", "LiteLLM_AgentsTable"',
    );
    await write(spendEvents(2));
    await write([
      spendEvent({ requestId: 'b' }),
      spendEvent({ requestId: 'c', callType: 'arerank' }),
    ]);
    const [line, ...more] = await rows('SELECT spend, api_requests FROM "LiteLLM_DailyUserSpend"');
    expect(more).toEqual([]);
    expect(line).toEqual({ spend: 0.5, api_requests: 4 });
  });

  test('columns of newer versions are filled where we know them', async () => {
    await alter(
      'ALTER TABLE "LiteLLM_TeamMembership" ADD COLUMN total_spend float8 NOT NULL DEFAULT 0',
      'ALTER TABLE "LiteLLM_SpendLogs" ADD COLUMN litellm_call_id text',
      `ALTER TABLE "LiteLLM_DailyUserSpend" ADD COLUMN total_response_time_ms int8 NOT NULL DEFAULT 0,
         ADD COLUMN timed_requests int8 NOT NULL DEFAULT 0`,
      `CREATE TABLE "LiteLLM_DailyGlobalSpend" (LIKE "LiteLLM_DailyUserSpend" INCLUDING ALL)`,
      `ALTER TABLE "LiteLLM_DailyGlobalSpend" DROP COLUMN user_id, DROP COLUMN api_key`,
      `CREATE UNIQUE INDEX ON "LiteLLM_DailyGlobalSpend" (date, model, model_group,
         custom_llm_provider, mcp_namespaced_tool_name, endpoint)`,
    );
    await write(spendEvents(2));
    await write([spendEvent({ requestId: 'b' })]);
    expect(await rows('SELECT total_spend FROM "LiteLLM_TeamMembership"')).toEqual([
      { total_spend: 0.375 },
    ]);
    const counts = { total_response_time_ms: 4_500, timed_requests: 3, spend: 0.375 };
    const columns = Object.keys(counts).join(', ');
    expect(await rows(`SELECT ${columns} FROM "LiteLLM_DailyUserSpend"`)).toEqual([counts]);
    expect(await rows(`SELECT ${columns} FROM "LiteLLM_DailyGlobalSpend"`)).toEqual([counts]);
    const [log] = await rows('SELECT litellm_call_id AS id, request_id FROM "LiteLLM_SpendLogs"');
    expect(log?.['id']).toBe(log?.['request_id']);
  });

  test('without unique columns the sums are right all the same', async () => {
    await dropUniqueIndexes('LiteLLM_DailyUserSpend');
    await write(spendEvents(2));
    await write([spendEvent({ requestId: 'b' })]);
    expect(await readSpend(database)).toEqual(everywhere(0.375));
  });
});

async function dropUniqueIndexes(table: string): Promise<void> {
  const indexes = await rows(
    `SELECT indexrelid::regclass::text AS name FROM pg_index
      WHERE indrelid = '"${table}"'::regclass AND indisunique AND NOT indisprimary`,
  );
  for (const { name } of indexes) await alter(`DROP INDEX ${String(name)}`);
}
