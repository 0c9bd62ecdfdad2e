import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findTargets } from '../../../src/rotation/target.ts';
import type { CatalogueEntry } from '../../../src/rotation/types.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { RotationWorld } from '../../support/rotation-world.ts';

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

const CHOICE = { only: [], includeHistory: false, catalogueExtra: [] };

async function find(choice: Partial<Parameters<typeof findTargets>[2]> = {}) {
  return findTargets(world.database, 'public', { ...CHOICE, ...choice });
}

describe('targets', () => {
  test('are what the database has of the catalogue; the rest is absent', async () => {
    const { due, left, absent } = await find();
    expect(due.map(({ name }) => name)).toContain('LiteLLM_Config.param_value');
    expect(left.map(({ name }) => name)).toEqual([
      'LiteLLM_AuditLog.before_value',
      'LiteLLM_AuditLog.updated_values',
    ]);
    expect(absent).toEqual([
      'LiteLLM_MCPServerTable.env_vars',
      'LiteLLM_MCPServerOAuthClient.credentials',
      'LiteLLM_MCPUserEnvVars.values_b64',
      'LiteLLM_SSOIdentityAssertion.assertion_b64',
    ]);
  });

  test('know types and keys as the database has them', async () => {
    const [config] = (await find({ only: ['LiteLLM_Config'] })).due;
    expect(config?.column).toEqual({
      ...{ schema: 'public', table: 'LiteLLM_Config', column: 'param_value', type: 'jsonb' },
      ...{ key: [{ name: 'param_name', type: 'text' }], filter: null },
    });
  });

  test('have the history among them when that is asked for', async () => {
    const { due, left } = await find({ includeHistory: true });
    expect(left).toEqual([]);
    expect(due.find(({ entry }) => entry.history)?.column.filter).toBe('sealed');
  });

  test('are kept to a table or a column; what nobody knows is refused', async () => {
    const { due } = await find({ only: ['LiteLLM_MCPServerTable.env', 'LiteLLM_Config'] });
    expect(due.map(({ name }) => name)).toEqual([
      'LiteLLM_Config.param_value',
      'LiteLLM_MCPServerTable.env',
    ]);
    await expect(find({ only: ['LiteLLM_MCPServerTable.nothing'] })).rejects.toThrow(/has no/);
  });

  test('of a table without a primary key take that of the catalogue, if it is there', async () => {
    await world.sql('CREATE TABLE bare (id int, secret text)');
    const entry: CatalogueEntry = {
      ...{ table: 'bare', primaryKey: ['id'], column: 'secret', kind: 'text' },
      ...{ leaves: 'every', history: false },
    };
    const { due } = await find({ catalogueExtra: [entry], only: ['bare'] });
    expect(due[0]?.column.key).toEqual([{ name: 'id', type: 'integer' }]);
    const wrong = { ...entry, primaryKey: ['nothing'] };
    await expect(find({ catalogueExtra: [wrong] })).rejects.toThrow(/bare has no column nothing/);
  });

  test.each([
    ['two rows share it', "('same', 'a'), ('same', 'b')"],
    ['a row has none', "('one', 'a'), (NULL, 'b')"],
  ])('are refused where nothing tells rows apart: %s', async (_, rows) => {
    await world.sql('CREATE TABLE bare (id text, secret text)');
    await world.sql(`INSERT INTO bare VALUES ${rows}`);
    await expect(find({ catalogueExtra: [BARE] })).rejects.toThrow(
      'bare has no primary key, and id does not tell its rows apart',
    );
    expect((await find({ catalogueExtra: [BARE], only: ['LiteLLM_Config'] })).due).toHaveLength(1);
  });

  test.each([
    ['text[]', 'text', 'bare.secret is text[], which cannot be rotated as text'],
    ['text[]', 'json', 'bare.secret is text[], which cannot be rotated as json'],
    ['bytea', 'text', 'bare.secret is bytea, which cannot be rotated as text'],
    ['jsonb', 'text', 'bare.secret is jsonb, which cannot be rotated as text'],
  ] as const)(
    'are refused where their text is not what is stored: %s as %s',
    async (type, kind, message) => {
      await world.sql(`CREATE TABLE bare (id text, secret ${type})`);
      await expect(find({ catalogueExtra: [{ ...BARE, kind }] })).rejects.toThrow(message);
    },
  );
});

const BARE: CatalogueEntry = {
  ...{ table: 'bare', primaryKey: ['id'], column: 'secret', kind: 'text' },
  ...{ leaves: 'every', history: false },
};
