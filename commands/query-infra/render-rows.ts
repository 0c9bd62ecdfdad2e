import { stringifyYaml } from '../../src/config/stringify-yaml.ts';
import type { Output } from '../../src/cli/io.ts';
import type { Format } from './query-options.ts';
import type { Row, Rows } from '../../src/infra/query/fact-rows.ts';

const MOST_CELL_CHARACTERS = 2_000;
const NARROWEST = 20;

type Render = (rows: Rows, document: Row, output: Output) => string;

const RENDERERS: Readonly<Record<Format, Render>> = {
  json: ({ rows }, document) => `${JSON.stringify({ ...document, rows })}\n`,
  yaml: ({ rows }, document) => stringifyYaml({ ...document, rows }),
  ndjson: ({ rows }) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  csv: (rows) => renderCsv(rows),
  md: (rows) => renderMarkdown(rows),
  table: (rows, _document, output) => renderTable(rows, output),
};

/** Rows as a text that ends with a line break; `json` and `yaml` wrap `document` around them. */
export function renderRows(rows: Rows, format: Format, document: Row, output: Output): string {
  return RENDERERS[format](rows, document, output);
}

function renderTable({ rows, columns }: Rows, { paint, isTty, columns: width }: Output): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => columns.map((column) => cell(row[column])));
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...cells.map((line) => line[at]?.length ?? 0)),
  );
  const fitted = isTty ? fit(widths, width) : widths;
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, at) => clip(text, fitted[at] ?? 0).padEnd(fitted[at] ?? 0))
      .join('  ')
      .trimEnd();
  const head = paint.bold(line(columns.map((column) => column.toUpperCase())));
  return `${[head, ...cells.map(line)].join('\n')}\n`;
}

/** The widest column gives way until the line fits; nothing is narrower than can be read. */
function fit(widths: readonly number[], width: number): readonly number[] {
  const fitted = [...widths];
  const gaps = 2 * (fitted.length - 1);
  const total = (): number => fitted.reduce((sum, one) => sum + one, gaps);
  while (total() > width) {
    const widest = fitted.indexOf(Math.max(...fitted));
    const wanted = Math.max(NARROWEST, (fitted[widest] ?? 0) - (total() - width));
    if (wanted === fitted[widest]) break;
    fitted[widest] = wanted;
  }
  return fitted;
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function renderCsv({ rows, columns }: Rows): string {
  const quote = (text: string): string =>
    /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = rows.map((row) => columns.map((column) => quote(guardFormula(cell(row[column])))));
  return [columns.map(quote), ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

/** A spreadsheet runs what begins so. */
function guardFormula(text: string): string {
  return /^[=+@\t]|^-(?!\d)/.test(text) ? `'${text}` : text;
}

function renderMarkdown({ rows, columns }: Rows): string {
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text) => text.replaceAll('|', String.raw`\|`)).join(' | ')} |\n`;
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => cell(row[column])))),
  ].join('');
}

/** A value on one line. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.replaceAll(/\s+/g, ' ').slice(0, MOST_CELL_CHARACTERS);
}
