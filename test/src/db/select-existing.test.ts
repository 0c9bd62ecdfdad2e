import { expect, test } from '@jest/globals';
import type { Catalog } from '../../../src/db/catalog.ts';
import { selectExisting, type Source } from '../../../src/db/select-existing.ts';

function catalog(tables: Record<string, readonly string[]>): Catalog {
  return {
    schema: 'my"schema',
    tables: Object.keys(tables),
    has: (table, column) =>
      column === undefined ? table in tables : tables[table]?.includes(column) === true,
    columns: () => new Map(),
  };
}

const SOURCES: readonly Source[] = [
  { as: 'a', table: 'A', columns: ['id', 'name'] },
  { as: 'b', table: 'B', columns: ['size'], on: { id: ['a.b_id', 'a.other_id'] } },
  { as: 'c', table: 'C', columns: ['size'], on: { id: ['b.c_id'], kind: ['a.kind'] } },
];

test('joins what is there', () => {
  const { columns, from, column } = selectExisting(
    catalog({
      A: ['id', 'name', 'b_id', 'other_id', 'kind'],
      B: ['id', 'size', 'c_id'],
      C: ['id', 'kind', 'size'],
    }),
    SOURCES,
  );
  expect(columns).toBe(
    '"a"."id" AS "a.id", "a"."name" AS "a.name", "b"."size" AS "b.size", "c"."size" AS "c.size"',
  );
  expect(from).toBe(
    '"my""schema"."A" "a" ' +
      'LEFT JOIN "my""schema"."B" "b" ON "b"."id" = COALESCE("a"."b_id", "a"."other_id") ' +
      'LEFT JOIN "my""schema"."C" "c" ON "c"."id" = COALESCE("b"."c_id") AND "c"."kind" = COALESCE("a"."kind")',
  );
  expect(column('b.size')).toBe('"b"."size"');
});

test.each([
  ['a table is missing', { A: ['id', 'name', 'b_id'] }],
  ['the column to join by is missing', { A: ['id', 'name', 'b_id'], B: ['size'] }],
  ['the column to join with is missing', { A: ['id', 'name'], B: ['id', 'size'] }],
])('leaves a table out, and what hangs on it, when %s', (_name, tables) => {
  const { columns, from, column } = selectExisting(catalog(tables), SOURCES);
  expect(from).toBe('"my""schema"."A" "a"');
  expect(columns).toContain('NULL AS "b.size", NULL AS "c.size"');
  expect(column('b.size')).toBeNull();
});

test('joins by those of several columns that are there', () => {
  const tables = { A: ['id', 'other_id'], B: ['id', 'size'] };
  const { from, columns } = selectExisting(catalog(tables), SOURCES);
  expect(from).toContain('ON "b"."id" = COALESCE("a"."other_id")');
  expect(columns).toContain('NULL AS "a.name"');
});
