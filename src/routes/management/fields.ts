import type { Row } from '../../db/queries/manage-rows.ts';
import { parseDuration } from './duration.ts';
import { wrongField } from './refusal.ts';

/**
 * What a field holds: `id` a short text, `text` a longer one, `amount` US dollars, `count` and
 * `limit` whole numbers (32 and 53 bits), `texts` a list, `map` any object, `duration` as `30d`, `period` the
 * same or a word such as `daily`.
 */
export type FieldKind =
  | 'id'
  | 'text'
  | 'amount'
  | 'count'
  | 'limit'
  | 'boolean'
  | 'texts'
  | 'map'
  | 'duration'
  | 'period';

/** Fields of a body by name. */
export type FieldSpecs = Readonly<Record<string, FieldKind>>;

interface Kind {
  /** Ends the sentence "… must be". */
  readonly words: string;
  /** The value as the database takes it; undefined: it is none. */
  read(value: unknown): unknown;
  /** What null, "no longer", is written as. */
  readonly empty: unknown;
}

const LONGEST_ID = 255;
const LONGEST_TEXT = 4_000;
const MOST_ITEMS = 10_000;
const PERIOD = /^(?:hourly|daily|weekly|monthly)$/;

const KINDS: Readonly<Record<FieldKind, Kind>> = {
  id: {
    words: `a text of 1 to ${LONGEST_ID} characters`,
    read: (value) => readText(value, LONGEST_ID),
    empty: null,
  },
  text: {
    words: `a text of at most ${LONGEST_TEXT} characters`,
    read: (value) => (value === '' ? '' : readText(value, LONGEST_TEXT)),
    empty: null,
  },
  amount: {
    words: 'a number, 0 or more',
    read: (value) => readNumber(value, Number.MAX_VALUE),
    empty: null,
  },
  count: {
    words: 'a whole number from 0 to 2147483647',
    read: (value) => readWhole(value, 2 ** 31 - 1),
    empty: null,
  },
  limit: {
    words: 'a whole number, 0 or more',
    read: (value) => readWhole(value, Number.MAX_SAFE_INTEGER),
    empty: null,
  },
  boolean: {
    words: 'true or false',
    read: (value) => (typeof value === 'boolean' ? value : undefined),
    empty: null,
  },
  texts: { words: 'a list of texts', read: readTexts, empty: [] },
  map: { words: 'an object', read: (value) => (isRecord(value) ? value : undefined), empty: {} },
  duration: {
    words: 'a duration such as 30s, 15m, 12h, 30d, 2w or 1mo',
    read: (value) =>
      typeof value === 'string' && parseDuration(value) !== null ? value : undefined,
    empty: null,
  },
  period: {
    words: 'a duration such as 12h, 1d, 7d, 30d, or hourly, daily, weekly, monthly',
    read: (value) =>
      typeof value === 'string' && (PERIOD.test(value) || parseDuration(value) !== null)
        ? value
        : undefined,
    empty: null,
  },
};

/** What was found in a body. */
export interface ReadFields {
  /** Only what the body has; null there means "no longer". */
  readonly values: Row;
  /** Fields that nothing reads. */
  readonly ignored: readonly string[];
}

/** Reads a body; throws a `Refusal` that names the field. */
export function readFields(body: Row, specs: FieldSpecs): ReadFields {
  const values: Record<string, unknown> = {};
  const ignored: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined) ignored.push(name);
    else values[name] = readField(name, value, spec);
  }
  return { values, ignored };
}

/** Reads one value; throws a `Refusal` that names the field. */
export function readField(name: string, value: unknown, kind: FieldKind): unknown {
  const { read, words, empty } = KINDS[kind];
  if (value === null) return empty;
  const taken = read(value);
  if (taken === undefined) throw wrongField(name, `must be ${words}`);
  return taken;
}

/** A text that must be there. */
export function requireText(body: Row, name: string): string {
  const text = optionalText(body, name);
  if (text === null) throw wrongField(name, 'is missing');
  return text;
}

/** A short text, or null. */
export function optionalText(body: Row, name: string): string | null {
  const value = Object.hasOwn(body, name) ? (body[name] ?? null) : null;
  if (value === null) return null;
  return String(readField(name, value, 'id'));
}

/** A list of texts that must be there and hold something. */
export function requireTexts(body: Row, name: string): readonly string[] {
  const texts = readTexts(Object.hasOwn(body, name) ? body[name] : undefined);
  if (texts === undefined || texts.length === 0) throw wrongField(name, 'must be a list of texts');
  return [...new Set(texts)];
}

/** Tells an object of JSON. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;
}

/** Also as text, which LiteLLM takes too. */
function readNumber(value: unknown, most: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= most ? number : undefined;
}

function readWhole(value: unknown, most: number): number | undefined {
  const number = readNumber(value, most);
  return Number.isInteger(number) ? number : undefined;
}

function readTexts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_ITEMS) return undefined;
  const texts = value.filter((item) => readText(item, LONGEST_TEXT) !== undefined);
  return texts.length === value.length ? texts : undefined;
}
