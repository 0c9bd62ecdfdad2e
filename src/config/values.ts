import type { ConfigNode } from './node.ts';

/** What a value may be; a number or boolean may also come as text, from a variable or in quotes. */
export const VALUE_TYPES = [
  'any',
  'boolean',
  'count',
  'duration',
  'enforce or metrics_only',
  'first_token or complete',
  'integer',
  'list',
  'list or map',
  'list or text',
  'map',
  'map or off',
  'not negative',
  'number',
  'p95 or milliseconds',
  'port',
  'positive',
  'positive count',
  'reject or bypass',
  'embedded or off',
  'error or ignore',
  'rescue mode',
  'seconds',
  'share',
  'text',
  'text or map',
  'texts',
] as const;

/** One of `VALUE_TYPES`. */
export type ValueType = (typeof VALUE_TYPES)[number];

interface TypeKind {
  /** Ends the sentence "… must be". */
  readonly words: string;
  accepts(node: ConfigNode): boolean;
}

/** Nobody waits longer for anything, and no timer would. */
const LONGEST_MS = 24 * 3_600_000;

const isText = (node: ConfigNode): boolean => asText(node) !== null;
const isList = (node: ConfigNode): boolean => node.kind === 'list';
const isMap = (node: ConfigNode): boolean => node.kind === 'map';

function oneOf(names: readonly string[]): TypeKind {
  return {
    words: `one of ${names.map((name) => `\`${name}\``).join(', ')}`,
    accepts: (node) => names.includes(asWord(node) ?? ''),
  };
}

const TYPES: Readonly<Record<ValueType, TypeKind>> = {
  any: { words: 'anything', accepts: () => true },
  boolean: { words: 'true or false', accepts: (node) => asBoolean(node) !== null },
  count: {
    words: 'a whole number, 0 or more',
    accepts: (node) => isWhole(node) && Number(asNumber(node)) >= 0,
  },
  duration: {
    words: 'a time above 0 and up to 24h, such as 30 (seconds) or 500ms',
    accepts: (node) => inRange(asMilliseconds(node), 1, LONGEST_MS),
  },
  'enforce or metrics_only': oneOf(['enforce', 'metrics_only']),
  'first_token or complete': oneOf(['first_token', 'complete']),
  integer: { words: 'a whole number', accepts: isWhole },
  list: { words: 'a list', accepts: isList },
  'list or map': { words: 'a list or a map', accepts: (node) => node.kind !== 'scalar' },
  'list or text': { words: 'a list or text', accepts: (node) => isText(node) || isList(node) },
  map: { words: 'a map', accepts: isMap },
  'map or off': {
    words: 'a map, or `off`',
    accepts: (node) => isMap(node) || asBoolean(node) === false,
  },
  'not negative': {
    words: 'a number, 0 or more',
    accepts: (node) => inRange(asNumber(node), 0, Number.MAX_VALUE),
  },
  'p95 or milliseconds': {
    words: '`p95`, or a number of milliseconds above 0',
    accepts: (node) =>
      asText(node)?.trim() === 'p95' || inRange(asNumber(node), Number.MIN_VALUE, LONGEST_MS),
  },
  number: { words: 'a number', accepts: (node) => asNumber(node) !== null },
  port: {
    words: 'a port, 1 to 65535',
    accepts: (node) => isWhole(node) && inRange(asNumber(node), 1, 65_535),
  },
  positive: {
    words: 'a number above 0',
    accepts: (node) => inRange(asNumber(node), Number.MIN_VALUE, Number.MAX_VALUE),
  },
  'positive count': {
    words: 'a whole number, 1 or more',
    accepts: (node) => isWhole(node) && Number(asNumber(node)) >= 1,
  },
  'reject or bypass': oneOf(['reject', 'bypass']),
  'embedded or off': oneOf(['embedded', 'off']),
  'error or ignore': oneOf(['error', 'ignore']),
  'rescue mode': oneOf(['auto', 'prefill', 'replay', 'off']),
  share: {
    words: 'a share above 0 and up to 1, such as 0.5',
    accepts: (node) => inRange(asNumber(node), Number.MIN_VALUE, 1),
  },
  seconds: {
    words: 'seconds, such as 30, or a duration such as 500ms',
    accepts: (node) => asMilliseconds(node) !== null,
  },
  text: { words: 'text', accepts: isText },
  'text or map': { words: 'text or a map', accepts: (node) => isText(node) || isMap(node) },
  texts: {
    words: 'a list of texts',
    accepts: (node) => node.kind === 'list' && node.items.every(isText),
  },
};

/** Whether a value is of a type; null (absent) always is. */
export function accepts(type: ValueType, node: ConfigNode): boolean {
  return (node.kind === 'scalar' && node.value === null) || TYPES[type].accepts(node);
}

/** `… must be` what? */
export function typeWords(type: ValueType): string {
  return TYPES[type].words;
}

/** Text; a number or date without quotes is taken as it is written. */
export function asText(node: ConfigNode | null): string | null {
  if (node?.kind !== 'scalar' || node.value === null) return null;
  if (typeof node.value === 'string') return node.value;
  return typeof node.value === 'number' ? node.source : null;
}

/** A word of a fixed set; YAML takes a bare `off` for false. */
export function asWord(node: ConfigNode | null): string | null {
  return node?.kind === 'scalar' && node.value === false ? 'off' : asText(node);
}

/** A finite number. */
export function asNumber(node: ConfigNode | null): number | null {
  if (node?.kind !== 'scalar') return null;
  const { value } = node;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A boolean, also as text. */
export function asBoolean(node: ConfigNode | null): boolean | null {
  if (node?.kind !== 'scalar') return null;
  if (typeof node.value === 'boolean') return node.value;
  if (typeof node.value !== 'string') return null;
  if (/^(?:true|yes|on|1)$/i.test(node.value)) return true;
  return /^(?:false|no|off|0)$/i.test(node.value) ? false : null;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A time in milliseconds: bare numbers are seconds; `500ms`, `30s`, `2m`, `1h` say it themselves. */
export function asMilliseconds(node: ConfigNode | null): number | null {
  const seconds = asNumber(node);
  if (seconds !== null) return seconds < 0 ? null : Math.ceil(seconds * 1000);
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(asText(node)?.trim() ?? '');
  return match === null ? null : Math.ceil(Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0));
}

/** The texts of a list; a single text stands for a list of one. */
export function asTexts(node: ConfigNode | null): readonly string[] {
  const single = asText(node);
  if (single !== null) return [single];
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => asText(item) ?? []);
}

function isWhole(node: ConfigNode): boolean {
  return Number.isInteger(asNumber(node));
}

function inRange(value: number | null, least: number, most: number): boolean {
  return value !== null && value >= least && value <= most;
}
