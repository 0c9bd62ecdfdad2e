import { describe, expect, test } from '@jest/globals';
import type { Format } from '../../../commands/query-infra/query-options.ts';
import { renderRows } from '../../../commands/query-infra/render-rows.ts';
import { captureIo } from '../../support/io.ts';

const rows = {
  columns: ['a', 'b'],
  rows: [
    { a: 'x|y', b: 'one\ntwo' },
    { a: '=cmd()', b: { c: '"' } },
    { a: -5, b: null },
  ],
};

function render(format: Format, tty = false): string {
  return renderRows(rows, format, { schema: 's' }, captureIo({ tty }).io.stdout);
}

test('a table has its columns in line', () => {
  expect(render('table')).toBe('A       B\nx|y     one two\n=cmd()  {"c":"\\""}\n-5\n');
  expect(renderRows({ rows: [], columns: ['a'] }, 'table', {}, captureIo().io.stdout)).toBe('');
});

test('on a terminal the widest column gives way', () => {
  const wide = { columns: ['a', 'b'], rows: [{ a: 'k', b: 'x'.repeat(500) }] };
  const lines = renderRows(wide, 'table', {}, captureIo({ tty: true }).io.stdout).split('\n');
  expect(lines[1]).toHaveLength(100);
  expect(lines[1]).toMatch(/…$/);
});

describe('for programs', () => {
  test('CSV is quoted, and no cell is a formula', () => {
    expect(render('csv')).toBe(`a,b\r\nx|y,one two\r\n'=cmd(),"{""c"":""\\""""}"\r\n-5,\r\n`);
  });

  test('Markdown keeps its columns', () => {
    expect(render('md').split('\n')[2]).toBe('| x\\|y | one two |');
  });

  test('JSON and YAML have the document around, NDJSON has none', () => {
    expect(JSON.parse(render('json'))).toEqual({ schema: 's', rows: rows.rows });
    expect(render('yaml')).toMatch(/^schema: s\nrows:\n {2}- a: x\|y\n/);
    expect(
      render('ndjson')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(rows.rows);
  });
});
