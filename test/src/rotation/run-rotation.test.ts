import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CATALOGUE } from '../../../src/rotation/catalogue.ts';
import { sealIndependently as seal, type LitellmFormat } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { expectRotated, expectUntouched } from '../../support/rotation-invariants.ts';
import { NEXT, OLD, RotationWorld } from '../../support/rotation-world.ts';

let server: TestPostgres;
let world: RotationWorld;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

beforeEach(async () => {
  world = await RotationWorld.create(server);
});

afterEach(async () => world.close());
afterAll(async () => server.stop());

const FORMATS: readonly LitellmFormat[] = ['nacl', 'v2', 'v3'];

/** Tables and columns that LiteLLM added later than what the tests begin with. */
async function addNewerTables(): Promise<void> {
  await world.sql('ALTER TABLE "LiteLLM_MCPServerTable" ADD COLUMN env_vars jsonb');
  await world.sql(
    'CREATE TABLE "LiteLLM_MCPServerOAuthClient" (server_id text PRIMARY KEY, credentials jsonb)',
  );
  await world.sql('CREATE TABLE "LiteLLM_MCPUserEnvVars" (id text PRIMARY KEY, values_b64 text)');
  await world.sql(
    'CREATE TABLE "LiteLLM_SSOIdentityAssertion" (user_id text PRIMARY KEY, assertion_b64 text)',
  );
}

/** Rows for every entry of the catalogue, in every format. */
async function fillCatalogue(): Promise<number> {
  let values = 0;
  for (const { table, primaryKey, column, kind, leaves } of CATALOGUE) {
    for (const [at, format] of FORMATS.entries()) {
      const looks = { format, marker: leaves === 'marked', standard: at === 0 };
      const [a, b] = ['first', ''].map((plain) => seal(`${table} ${plain} ✓`, OLD, looks));
      const document = `{"api_key": "${a}", "deep": [1.10, {"x": "${b}"}], "plain": "stays"}`;
      const text = kind === 'text' ? (a ?? '') : document;
      const [key = ''] = primaryKey;
      await world.insert(table, { [key]: `row-${format}-${column}`, [column]: text });
      values += kind === 'text' ? 1 : 2;
    }
  }
  return values;
}

describe('a rotation', () => {
  test('rewrites every value of the catalogue, and nothing else', async () => {
    await addNewerTables();
    const values = await fillCatalogue();
    const before = await world.state();
    expect(before.secrets).toHaveLength(values);
    const report = await world.run({ options: { includeHistory: true } });
    expect(report).toMatchObject({ outcome: 'done', changed: true, plan: { absent: [] } });
    expect(report.verify).toEqual({ checked: values, bad: 0, oldLeft: 0 });
    const after = await world.state();
    expectRotated(before, after);
    const again = await world.run({ options: { includeHistory: true } });
    expect(again).toMatchObject({ outcome: 'nothing-to-do', changed: false, batches: 0 });
    expectUntouched(after, await world.state());
  });
});
