import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readCatalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import {
  countRows,
  deleteRows,
  findRows,
  insertMissing,
  insertRow,
  keepDeleted,
  readJson,
  updateRows,
  type Condition,
  type TablePlace,
} from '../../../../src/db/queries/manage-rows.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

const NOW = new Date('2026-05-06T07:08:09.123Z');

let server: TestPostgres;
let database: Database;
let place: TablePlace;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await server.createDatabase());
  await database.query({
    name: 'test',
    text: `CREATE TABLE "LiteLLM_ThingTable" (
      id text PRIMARY KEY, "Odd ""name" text, doc jsonb NOT NULL DEFAULT '{}', list text[],
      made timestamp(3), n float8, flag bool)`,
  });
  await database.query({
    name: 'test',
    text: `CREATE TABLE "LiteLLM_DeletedThing" (
      id text PRIMARY KEY, doc jsonb, list int[], n float8, deleted_at timestamp(3), extra text)`,
  });
  place = { catalog: await readCatalog(database), table: 'LiteLLM_ThingTable' };
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});
beforeEach(async () => {
  await database.query({ name: 'test', text: 'DELETE FROM "LiteLLM_ThingTable"' });
  await insertRow(database, place, {
    id: 'a',
    doc: ['x', { y: 1 }],
    list: ['p', 'q'],
    made: NOW,
    n: 1,
  });
  await insertRow(database, place, { id: 'b', n: 2, flag: true, 'Odd "name': 'Grosse' });
});

const ids = async (...where: readonly Condition[]) =>
  (await findRows(database, place, { where, order: [{ column: 'id' }] }))
    .map(({ id }) => id)
    .join('');

describe('rows', () => {
  test('come back as they were written; nulls and strangers are left to the database', async () => {
    const row = await insertRow(database, place, { id: 'c', doc: null, nowhere: 1, list: [] });
    expect(row).toMatchObject({ id: 'c', doc: {}, list: [] });
    const [a] = await findRows(database, place, { where: [{ column: 'id', is: 'a' }] });
    expect(a).toMatchObject({ doc: ['x', { y: 1 }], list: ['p', 'q'], made: NOW, n: 1 });
  });

  test('are found by every condition; a column that is not there matches nothing', async () => {
    expect(await ids()).toBe('ab');
    expect(await ids({ column: 'flag', is: true })).toBe('b');
    expect(await ids({ column: 'Odd "name', isNot: 'Grosse' })).toBe('a');
    expect(await ids({ column: 'id', oneOf: ['b', 'z'] })).toBe('b');
    expect(await ids({ column: 'id', oneOf: [] })).toBe('');
    expect(await ids({ column: 'list', holds: 'q' })).toBe('a');
    expect(await ids({ column: 'Odd "name', contains: 'SSE' })).toBe('b');
    expect(await ids({ column: 'made', from: NOW })).toBe('a');
    expect(await ids({ column: 'made', before: NOW })).toBe('');
    expect(await ids({ column: 'nowhere', is: 'x' })).toBe('');
    expect(await ids({ column: 'id', is: 'a' }, { column: 'flag', is: true })).toBe('');
  });

  test('are sorted, with nulls last, paged, counted, and read without large columns', async () => {
    const order = [{ column: 'flag', descending: true }, { column: 'nowhere' }, { column: 'id' }];
    const [first] = await findRows(database, place, {
      order,
      limit: 1,
      offset: 1,
      without: ['doc'],
    });
    expect(first).toMatchObject({ id: 'a' });
    expect(first).not.toHaveProperty('doc');
    expect(await countRows(database, place, [])).toBe(2);
  });

  test('are changed and given back; nulls empty a column', async () => {
    const where = [{ column: 'id', is: 'a' }];
    const [row] = await updateRows(database, place, {
      where,
      set: { list: null, doc: { z: [] }, nowhere: 1 },
    });
    expect(row).toMatchObject({ id: 'a', list: null, doc: { z: [] } });
    expect(await updateRows(database, place, { where, set: { nowhere: 1 } })).toHaveLength(1);
  });

  test('are written once', async () => {
    await insertMissing(database, place, { id: 'a', n: 9 });
    await insertMissing(database, place, { id: 'c', n: 9 });
    const rows = await findRows(database, place, { order: [{ column: 'id' }] });
    expect(rows.map(({ n }) => n)).toEqual([1, 2, 9]);
    await expect(insertRow(database, place, { id: 'a' })).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  test('are removed', async () => {
    expect(await deleteRows(database, place, [{ column: 'id', is: 'a' }])).toBe(1);
    expect(await ids()).toBe('b');
  });
});

describe('keepDeleted', () => {
  test('copies what both have of the same type, under a new id', async () => {
    const to = { ...place, table: 'LiteLLM_DeletedThing' };
    const extra = { deleted_at: NOW, extra: 'by me', nowhere: 1 };
    await keepDeleted(database, { from: place, to }, { where: [{ column: 'id', is: 'a' }], extra });
    expect(await findRows(database, to)).toMatchObject([
      {
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        doc: ['x', { y: 1 }],
        list: null,
        n: 1,
        ...{ deleted_at: NOW, extra: 'by me' },
      },
    ]);
  });

  test('does nothing where there is no such table', async () => {
    const to = { ...place, table: 'LiteLLM_Nowhere' };
    await keepDeleted(database, { from: place, to }, { where: [], extra: {} });
    expect(await ids()).toBe('ab');
  });
});

test('JSON kept as a text is read; other texts stay', () => {
  expect([readJson('{"a":1}'), readJson('not JSON'), readJson(5)]).toEqual([
    { a: 1 },
    'not JSON',
    5,
  ]);
});
