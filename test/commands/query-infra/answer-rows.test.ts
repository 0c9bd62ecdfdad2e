import { expect, test } from '@jest/globals';
import { changeRows, chooseColumns, sqlRows } from '../../../commands/query-infra/answer-rows.ts';
import { factRows } from '../../../src/infra/query/fact-rows.ts';
import { portFact } from '../../support/infra-facts.ts';

test('what changed is told field by field', () => {
  const place = { kind: 'k', host: 'h', key: 'k', name: 'n' };
  const { rows } = changeRows({
    changes: [
      { ...place, before: { a: 1, b: 'x' }, after: { a: 2, b: 'x', c: [1] } },
      { ...place, before: null, after: {} },
      { ...place, before: {}, after: null },
    ],
    truncated: false,
  });
  expect(rows.map(({ change, what }) => [change, what])).toEqual([
    ['changed', 'a: 1 → 2, c: nothing → [1]'],
    ['new', ''],
    ['gone', ''],
  ]);
});

test('columns are those of the row, else fields of the body', () => {
  const rows = factRows([portFact()], 0, false);
  expect(chooseColumns(rows, ['name', 'process', 'body.port', 'none'])).toEqual({
    columns: ['name', 'process', 'body.port', 'none'],
    rows: [{ name: '4000', process: 'node', 'body.port': 4_000, none: null }],
  });
});

test('rows of SQL keep their columns; dates are texts', () => {
  expect(sqlRows([{ a: new Date(0), b: null }])).toEqual({
    columns: ['a', 'b'],
    rows: [{ a: '1970-01-01T00:00:00.000Z', b: null }],
  });
});
