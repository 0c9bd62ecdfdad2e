import { expect, test } from '@jest/globals';
import { columnsOf } from '../../../../src/db/litellm/table.ts';

const TABLE = { name: 'T', group: 'keys', primaryKey: ['id'] } as const;

test('reads the short form of columns', () => {
  const columns = `id text!, "startTime" ts3!=now, tags text[]={},
    data jsonb!={}, n int4=0, kind "JobStatus"!='A'`;
  expect(columnsOf({ ...TABLE, columns })).toEqual([
    { name: 'id', type: 'text', nullable: false, defaultTo: null },
    { name: 'startTime', type: 'timestamp(3)', nullable: false, defaultTo: 'CURRENT_TIMESTAMP' },
    { name: 'tags', type: 'text[]', nullable: true, defaultTo: 'ARRAY[]::text[]' },
    { name: 'data', type: 'jsonb', nullable: false, defaultTo: `'{}'` },
    { name: 'n', type: 'int4', nullable: true, defaultTo: '0' },
    { name: 'kind', type: '"JobStatus"', nullable: false, defaultTo: `'A'` },
  ]);
});

test('refuses what is no column', () => {
  expect(() => columnsOf({ ...TABLE, columns: 'id' })).toThrow('T: id');
});
