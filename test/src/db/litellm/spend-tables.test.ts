import { expect, test } from '@jest/globals';
import { SPEND_TABLES } from '../../../../src/db/litellm/spend-tables.ts';
import { columnsOf } from '../../../../src/db/litellm/table.ts';

test.each(SPEND_TABLES.map((table) => [table.name, table] as const))(
  '%s can be read, and its key is among its columns',
  (_name, table) => {
    const names = columnsOf(table).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...table.primaryKey]));
    expect(new Set(names).size).toBe(names.length);
  },
);
