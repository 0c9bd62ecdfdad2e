import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { insertSpendLogs } from '../../../../src/db/queries/spend-insert-logs.ts';
import { readSpendLayout } from '../../../../src/db/queries/spend-read-layout.ts';
import { spendRow } from '../../../../src/spend/spend-row.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { spendEvent, spendEvents } from '../../../support/spend-events.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function insert(events = spendEvents(2)): Promise<string[]> {
  const layout = await readSpendLayout(database);
  const rows = events.map(spendRow);
  return [...(await database.transaction(async (tx) => insertSpendLogs(tx, layout, rows)))].sort();
}

test('only rows that are new are named', async () => {
  expect(await insert()).toEqual(['request-0', 'request-1']);
  expect(await insert([...spendEvents(2), spendEvent({ requestId: 'new' })])).toEqual(['new']);
  expect(await insert()).toEqual([]);
});

test('a row is what LiteLLM would have written, and what it leaves empty is empty', async () => {
  await insert([spendEvent({ requestId: 'whole' })]);
  const { rows } = await database.query({
    name: 'test',
    text: `SELECT * FROM "LiteLLM_SpendLogs" WHERE request_id = 'whole'`,
  });
  const { metadata, litellm_call_id: _, ...row } = spendRow(spendEvent({ requestId: 'whole' }));
  expect(rows[0]).toEqual({
    ...row,
    metadata,
    request_tags: ['blue', 'green'],
    startTime: new Date(`${row.startTime}Z`),
    endTime: new Date(`${row.endTime}Z`),
    completionStartTime: new Date(`${row.completionStartTime}Z`),
    ...{ messages: {}, response: {}, proxy_server_request: {}, mcp_namespaced_tool_name: null },
  });
});

test('without the table everything is new', async () => {
  await database.query({ name: 'test', text: 'DROP TABLE "LiteLLM_SpendLogs"' });
  expect(await insert()).toEqual(['request-0', 'request-1']);
});
