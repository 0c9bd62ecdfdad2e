import { expect, test } from '@jest/globals';
import { INDEXED, RELATIONS, UNIQUE } from '../../../../src/db/litellm/relations.ts';
import { columnsOf } from '../../../../src/db/litellm/table.ts';
import { LITELLM_TABLES } from '../../../../src/db/litellm/tables.ts';

const COLUMNS = new Map(
  LITELLM_TABLES.map((table) => [table.name, new Set(columnsOf(table).map(({ name }) => name))]),
);

test('relations join columns that exist', () => {
  for (const { table, column, parent, parentColumn } of RELATIONS) {
    expect(COLUMNS.get(table)).toContain(column);
    expect(COLUMNS.get(parent)).toContain(parentColumn);
  }
});

test('indexes stand on columns that exist', () => {
  for (const [table, lists] of [...Object.entries(UNIQUE), ...Object.entries(INDEXED)]) {
    for (const column of lists.flat()) expect(COLUMNS.get(table)).toContain(column);
  }
});
