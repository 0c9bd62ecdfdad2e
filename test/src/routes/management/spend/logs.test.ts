import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
  const insert = async (id: string, key: string, user: string, start: string, spend: number) =>
    bench.sql(
      `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, api_key, "user", model, spend, "startTime", "endTime", messages)
       VALUES ($1, 'acompletion', $2, $3, 'gpt', $4, $5, $5, '{"prompt": "private"}')`,
      [id, hashOf(key), user, spend, start],
    );
  await insert('r1', CALLERS.owner, 'u1', '2026-01-01T23:59:59.999', 1);
  await insert('r2', CALLERS.owner, 'u1', '2026-01-02T00:00:00', 2);
  await insert('r3', 'sk-another-0123456789', 'u2', '2026-01-02T12:00:00', 4);
  await insert('r4', 'sk-another-0123456789', '__proto__', '2026-01-04T00:00:00', 8);
}, 30_000);
afterAll(async () => {
  await bench.close();
  await server.stop();
});

const ids = async (query: Record<string, string>, key?: string) =>
  (await bench.ok('GET /spend/logs', { query, ...(key === undefined ? {} : { key }) })).map(
    (row: { request_id: string }) => row.request_id,
  );

test('rows, newest first, by key (or its hash), user and request', async () => {
  expect(await ids({})).toEqual(['r4', 'r3', 'r2', 'r1']);
  expect(await ids({ limit: '1' })).toEqual(['r4']);
  expect(await ids({ api_key: CALLERS.owner })).toEqual(['r2', 'r1']);
  expect(await ids({ api_key: hashOf(CALLERS.owner) })).toEqual(['r2', 'r1']);
  expect(await ids({ user_id: 'u2' })).toEqual(['r3']);
  expect(await ids({ request_id: 'r1' })).toEqual(['r1']);
});

test('what was said is shown for one request only', async () => {
  const [all] = await bench.ok('GET /spend/logs');
  expect(all.messages).toBeUndefined();
  const [one] = await bench.ok('GET /spend/logs', { query: { request_id: 'r1' } });
  expect(one.messages).toEqual({ prompt: 'private' });
});

test('an owner sees the calls of its key, whatever it asks for', async () => {
  expect(await ids({}, CALLERS.owner)).toEqual(['r2', 'r1']);
  expect(await ids({ user_id: 'u2' }, CALLERS.owner)).toEqual([]);
  expect(await ids({ request_id: 'r3' }, CALLERS.owner)).toEqual([]);
});

test('between two dates: each day, the empty ones too', async () => {
  const query = { start_date: '2026-01-01', end_date: '2026-01-04' };
  expect(await bench.ok('GET /spend/logs', { query })).toEqual([
    { startTime: '2026-01-01', spend: 1, users: { u1: 1 }, models: { gpt: 1 } },
    { startTime: '2026-01-02', spend: 6, users: { u1: 2, u2: 4 }, models: { gpt: 6 } },
    { startTime: '2026-01-03', spend: 0, users: {}, models: {} },
    {
      startTime: '2026-01-04',
      spend: 8,
      users: JSON.parse('{"__proto__": 8}'),
      models: { gpt: 8 },
    },
  ]);
  const own = await bench.ok('GET /spend/logs', { query, key: CALLERS.owner });
  expect(own.map(({ spend }: { spend: number }) => spend)).toEqual([1, 2, 0, 0]);
  expect(
    await ids({ start_date: '2026-01-02', end_date: '2026-01-02', summarize: 'false' }),
  ).toEqual(['r3', 'r2']);
});

test.each([
  [{ start_date: '2026-01-01' }, 'end_date'],
  [{ end_date: '2026-01-01' }, 'start_date'],
  [{ start_date: '2026-01-02', end_date: '2026-01-01' }, 'end_date'],
  [{ start_date: '2020-01-01', end_date: '2026-01-01' }, 'end_date'],
  [{ start_date: '2026-02-30x', end_date: '2026-03-01' }, 'start_date'],
  [{ limit: '1001' }, 'limit'],
])('%j is refused', async (query, param) => {
  const answer = await bench.call('GET /spend/logs', { query });
  expect([answer.status, answer.json.error.param]).toEqual([400, param]);
});
