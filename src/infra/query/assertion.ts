import { LlmgwError } from '../../core/errors.ts';

/** What an answer must be like: `count > 0`, `all health = ok`, `none process ~ nc`. */
export interface Assertion {
  readonly text: string;
  /** Whether rows, as they are printed, are so. */
  holds(rows: readonly Readonly<Record<string, unknown>>[]): boolean;
}

type Compare = (left: string, right: string) => boolean;

const OPERATORS: Readonly<Record<string, Compare>> = {
  '=': (left, right) => left === right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '~': (left, right) => left.toLowerCase().includes(right.toLowerCase()),
  '!~': (left, right) => !left.toLowerCase().includes(right.toLowerCase()),
  '>': (left, right) => Number(left) > Number(right),
  '>=': (left, right) => Number(left) >= Number(right),
  '<': (left, right) => Number(left) < Number(right),
  '<=': (left, right) => Number(left) <= Number(right),
};
const COUNT = /^count\s*(==|!=|>=|<=|=|>|<)\s*(\d+)$/;
const ROWS = /^(all|any|none)\s+([\w.-]+)\s*(==|!=|!~|>=|<=|=|~|>|<)\s*(.+)$/s;

/** Reads an assertion. Throws `E_USAGE` when it is none. */
export function parseAssertion(text: string): Assertion {
  const [, countOp = '', count = ''] = COUNT.exec(text.trim()) ?? [];
  const byCount = OPERATORS[countOp];
  if (byCount !== undefined) {
    return { text, holds: (rows) => byCount(String(rows.length), count) };
  }
  const [, quantity, field = '', op = '', value = ''] = ROWS.exec(text.trim()) ?? [];
  const compare = OPERATORS[op];
  if (compare === undefined) throw unreadable(text);
  const holds = (row: Readonly<Record<string, unknown>>): boolean =>
    compare(textAt(row, field), value);
  if (quantity === 'any') return { text, holds: (rows) => rows.some(holds) };
  if (quantity === 'none') return { text, holds: (rows) => !rows.some(holds) };
  return { text, holds: (rows) => rows.every(holds) };
}

/** A column of a row, or a field of its body; empty when it has none. */
function textAt(row: Readonly<Record<string, unknown>>, field: string): string {
  const value = valueAt(row, field) ?? valueAt(row['body'], field);
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** What stands at `a.b.c`; undefined: nothing. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    const inner: unknown = Reflect.get(at, name);
    return inner;
  }, value);
}

function unreadable(text: string): LlmgwError {
  return new LlmgwError('E_USAGE', `cannot read the assertion '${text}'`, {
    where: '--assert',
    hint: 'write it like count>0, all health=healthy, none process~nc',
  });
}
