import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Row } from '../../src/db/queries/manage-rows.ts';
import { PERMISSIONS } from '../../src/routes/management/permissions.ts';
import { openManagement, type ManagementBench } from '../support/management.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

const TEXTS = [
  `'; DROP TABLE "LiteLLM_VerificationToken"; --`,
  `"; DROP TABLE "LiteLLM_TeamTable"; --`,
  `x' OR '1'='1`,
  `1; SELECT pg_sleep(10)`,
  `$1`,
  `\\'; --`,
  `%_%`,
  `{"a":1}`,
  `{a,b}`,
  `NULL`,
  `null\u0000byte`,
  `lone\ud800surrogate`,
  `z\u0301\u202eañ😀`,
  `__proto__`,
  `constructor`,
  'x'.repeat(10_240),
  `../../etc/passwd`,
  `\r\nset-cookie: a=b`,
];

/** Those that are tried in each field alone; the others in all at once. */
const SHARPEST = new Set(TEXTS.filter((text) => /DROP|null|lone|xxxx/.test(text)));
const LISTS = ['keys', 'key_aliases', 'team_ids', 'user_ids', 'budgets', 'models', 'teams'];
const FIELDS = [
  ...['key', 'new_key', 'key_alias', 'user_id', 'team_id', 'team_alias', 'organization_id'],
  ...['project_id', 'budget_id', 'user_email', 'user_role', 'model_name', 'id'],
  ...['credential_name', 'duration', 'budget_duration', 'grace_period', 'key_type'],
];
const PARAMETERS = [
  ...['key', 'key_hash', 'key_alias', 'user_id', 'user_ids', 'user_email', 'team_id', 'team'],
  ...['organization_id', 'role', 'sort_by', 'sort_order', 'status', 'page', 'size', 'limit'],
  ...['request_id', 'api_key', 'start_date', 'end_date', 'summarize'],
];

let server: TestPostgres;
let bench: ManagementBench;
let before: readonly Row[];
beforeAll(async () => {
  server = await startPostgres();
  bench = await openManagement(server, { settings: { auditLogs: true } });
  await bench.ok('POST /key/generate', { body: { key: 'sk-witness-0123456789' } });
  await bench.ok('POST /team/new', { body: { team_id: 'witness' } });
  before = await schema();
}, 30_000);
afterAll(async () => {
  await bench.close();
  await server.stop();
});

const schema = async (): Promise<readonly Row[]> =>
  bench.sql(
    `SELECT table_name, column_name, data_type FROM information_schema.columns
      WHERE table_schema = 'public' ORDER BY 1, 2`,
  );

function bodyOf(text: string): object {
  const member = { role: 'user', user_id: text, user_email: text };
  return {
    ...Object.fromEntries(FIELDS.map((name) => [name, text])),
    ...Object.fromEntries(LISTS.map((name) => [name, [text]])),
    member,
    members_with_roles: [member],
    metadata: { [text]: text },
    aliases: { [text]: text },
    litellm_params: { model: text, [text]: text },
    model_info: { id: text, [text]: text },
    credential_values: { [text]: text },
    object_permission: { mcp_servers: [text] },
    [text]: text,
  };
}

/** One field at a time: a wrong one must not hide the others. */
function bodies(text: string): object[] {
  const all = Object.entries(bodyOf(text));
  const alone = SHARPEST.has(text) ? all : [];
  return [Object.fromEntries(all), ...alone.map(([name, value]) => ({ [name]: value }))];
}

test.each(TEXTS.map((text) => [text.slice(0, 40), text] as const))(
  '%j is a name like any other, or refused, in every place',
  async (_, text) => {
    for (const [operation, need] of Object.entries(PERMISSIONS)) {
      const path = operation.replaceAll(/\{\w+\}/g, encodeURIComponent(wellFormed(text)));
      const headers = { 'litellm-changed-by': 'x' };
      const calls =
        need === 'write' && operation.startsWith('POST')
          ? bodies(text).map((body) => ({ body, headers }))
          : PARAMETERS.map((name) => ({ query: { [name]: text }, body: { budgets: [text] } }));
      const answers = await Promise.all(calls.map(async (call) => bench.call(path, call)));
      const codes = answers.map(({ status, json }) => (status === 200 ? 200 : json.error.code));
      expect(codes.filter((code) => code === 'refused_by_database')).toEqual([]);
      expect([200, 400, 404, 409]).toEqual(
        expect.arrayContaining([...new Set(answers.map(({ status }) => status))]),
      );
    }
    expect(await schema()).toEqual(before);
    const [{ n } = { n: 0 }] = await bench.sql(
      `SELECT count(*)::int AS n FROM "LiteLLM_TeamTable" WHERE team_id = 'witness'`,
    );
    expect(n).toBe(1);
    expect(bench.database.counts()).toMatchObject({ waiting: 0 });
    expect(
      await bench.ok('GET /key/info', { query: { key: 'sk-witness-0123456789' } }),
    ).toBeDefined();
  },
  60_000,
);

test.each([
  ['deep', `{"metadata":${'['.repeat(200)}${']'.repeat(200)}}`],
  ['very deep', `{"metadata":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
  ['a list', '[]'],
  ['a text', '"x"'],
  ['broken', '{"a":'],
  ['null', 'null'],
])('a body that is %s is refused', async (_, body) => {
  expect((await bench.call('POST /key/generate', { body })).status).toBe(400);
});

test('a body above the bound is refused before it is read', async () => {
  const body = JSON.stringify({ key_alias: 'x'.repeat(1_100_000) });
  expect((await bench.call('POST /key/generate', { body })).status).toBe(413);
});

/** A path is bytes: half a pair cannot be in one. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
