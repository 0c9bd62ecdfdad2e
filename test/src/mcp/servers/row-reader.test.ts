import { expect, test } from '@jest/globals';
import { RowReader } from '../../../../src/mcp/servers/row-reader.ts';

const read = (row: Readonly<Record<string, unknown>>) => new RowReader(row, null);

test('columns that are missing or strange read as nothing', () => {
  const reader = read({ a: 5, b: 'x', c: 'not json', timeout: 'abc' });
  expect([reader.text('a'), reader.text('b'), reader.text('none')]).toEqual([null, 'x', null]);
  expect([reader.texts('a'), reader.flag('a'), reader.seconds('timeout')]).toEqual([
    [],
    false,
    null,
  ]);
  expect([reader.secrets('c'), reader.scopes('a')]).toEqual([{}, []]);
});

test('a map may be kept as one text', () => {
  const reader = read({ env: '{"A":"b","empty":"","number":1}' });
  expect(Object.keys(reader.secrets('env'))).toEqual(['A']);
  expect(reader.secrets('env')['A']?.reveal()).toBe('b');
});
