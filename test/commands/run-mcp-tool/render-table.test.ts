import { expect, test } from '@jest/globals';
import { renderTable } from '../../../commands/run-mcp-tool/render-table.ts';

test('rows under their keys, none of them lost', () => {
  const rows = [
    { name: 'a', size: 1 },
    { name: 'longer', tags: ['x'], none: null },
  ];
  expect(renderTable(rows).split('\n')).toEqual([
    'NAME    SIZE  TAGS   NONE',
    'a       1',
    'longer        ["x"]',
    '',
  ]);
});

test('a cell is one line of bounded length', () => {
  const [, row = ''] = renderTable([{ text: `a\n b ${'x'.repeat(100)}` }]).split('\n');
  expect(row).toBe(`a b ${'x'.repeat(55)}…`);
});
