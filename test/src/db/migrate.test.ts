import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readCatalog } from '../../../src/db/catalog.ts';
import type { Database } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { MIGRATIONS } from '../../../src/db/migrations/all.ts';
import type { Migration } from '../../../src/db/migrations/migration.ts';
import { openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
const open: Database[] = [];
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => {
  for (const database of open) await database.close();
  await server.stop();
});

async function newDatabases(count: number): Promise<[Database, ...Database[]]> {
  const url = await server.createDatabase();
  const databases = Array.from({ length: count }, () => openTestDatabase(url));
  open.push(...databases);
  const [first, ...rest] = databases;
  if (first === undefined) throw new RangeError('none');
  return [first, ...rest];
}

const EXTRA: Migration = {
  version: 2,
  name: 'extra',
  readableSince: 1,
  statements: ['CREATE TABLE llmgw.extra (x text)'],
};
const TWO = [...MIGRATIONS.slice(0, 1), EXTRA];

describe('our own schema', () => {
  test('is made in a schema of its own: nothing comes into public', async () => {
    const [database] = await newDatabases(1);
    expect(await migrate(database)).toEqual({ from: 0, to: MIGRATIONS.length });
    expect((await readCatalog(database)).tables).toEqual([]);
    const { tables } = await readCatalog(database, 'llmgw');
    expect(tables).toEqual(expect.arrayContaining(['audit', 'infra_docs', 'meta', 'migrations']));
  });

  test('is left alone the second time', async () => {
    const [database] = await newDatabases(1);
    await migrate(database);
    expect(await migrate(database)).toEqual({ from: MIGRATIONS.length, to: MIGRATIONS.length });
  });

  test('is made once by eight programs at a time', async () => {
    const databases = await newDatabases(8);
    const results = await Promise.all(databases.map(async (database) => migrate(database, TWO)));
    expect(results.filter(({ from }) => from === 0)).toHaveLength(1);
    expect(results.every(({ to }) => to === 2)).toBe(true);
  });

  test('is brought from an older version to this one', async () => {
    const [database] = await newDatabases(1);
    await migrate(database, TWO.slice(0, 1));
    expect(await migrate(database, TWO)).toEqual({ from: 1, to: 2 });
  });

  test('stays as it was when a step fails', async () => {
    const [database] = await newDatabases(1);
    const broken = { ...EXTRA, statements: [...EXTRA.statements, 'SELECT 1/0'] };
    const failing = migrate(database, [...TWO.slice(0, 1), broken]);
    await expect(failing).rejects.toMatchObject({ name: 'QueryFault', statement: 'migrate-2' });
    expect((await readCatalog(database, 'llmgw')).tables).toEqual([]);
    expect(await migrate(database, TWO)).toEqual({ from: 0, to: 2 });
  });

  test('of a newer program is used when it says that it can be', async () => {
    const [database] = await newDatabases(1);
    await migrate(database, TWO);
    expect(await migrate(database, TWO.slice(0, 1))).toEqual({ from: 2, to: 2 });
  });

  test('of a newer program is refused when it says that it cannot be', async () => {
    const [database] = await newDatabases(1);
    await migrate(database, [...TWO.slice(0, 1), { ...EXTRA, readableSince: 2 }]);
    await expect(migrate(database, TWO.slice(0, 1))).rejects.toMatchObject({
      code: 'E_CONFIG',
      hint: expect.stringContaining('newest llmgw'),
    });
  });
});
