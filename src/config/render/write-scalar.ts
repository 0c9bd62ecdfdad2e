import { parse } from 'yaml';
import type { ValueType } from '../values.ts';
import { resolvePlainScalar } from '../yaml-scalar.ts';

/** How a scalar was written, so that its successor looks alike. */
export interface ScalarShape {
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** What the place wants; null: nothing is known, so text stays text. */
  readonly type: ValueType | null;
}

const NUMBERS: ReadonlySet<ValueType> = new Set<ValueType>([
  ...(['count', 'duration', 'integer', 'not negative', 'number', 'port'] as const),
  ...(['positive', 'positive count', 'seconds', 'share', 'p95 or milliseconds'] as const),
]);
/** What `Number` and every YAML parser read alike: no `012`, no `1_000`, no `1:30`. */
const CANONICAL_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/**
 * Begins with a letter, so that nobody takes it for a number or a date, and has no character that
 * means something anywhere, in flow lists too.
 */
const PLAIN_SAFE = /^[A-Za-z/_][A-Za-z0-9/._@+~$=?&%;^()-]*(?: [A-Za-z0-9/._@+~$=?&%;^()-]+)*$/;
/**
 * A value as YAML text that every parser reads as this very value. Quotes stay as they were; plain
 * text is quoted when YAML would take it for something else (`no`, `012`, `a: b`). Where the file
 * wants a number or a boolean, a canonical one is written bare.
 */
export function writeScalar(value: string, { style, type }: ScalarShape): string {
  if (style === 'single' && !/[\n\r']/.test(value)) return `'${value}'`;
  if (style === 'double') return JSON.stringify(value);
  if (isBare(value, type)) return value;
  return PLAIN_SAFE.test(value) && readsAsText(value) ? value : JSON.stringify(value);
}

/** Whether a value is written without quotes, as the number or boolean the place wants. */
export function isBare(value: string, type: ValueType | null): boolean {
  if (type === 'boolean') return value === 'true' || value === 'false';
  return type !== null && NUMBERS.has(type) && CANONICAL_NUMBER.test(value);
}

/** To PyYAML and to parsers of both versions; they do not agree on `y`, `E0` and `off`. */
function readsAsText(value: string): boolean {
  return (
    resolvePlainScalar(value) === value &&
    (['1.1', '1.2'] as const).every((version) => parse(value, { version }) === value)
  );
}
