import type { ApiError } from '../core/api-error.ts';
import { suggest } from '../core/suggest.ts';
import { describeJsonFault } from '../gateway/json-fault.ts';
import { badRequest } from '../gateway/refusals.ts';
import type { OverrideMode } from '../resilience/breaker/types.ts';

/** Modes as operators write them. */
export const MODES = {
  forced_open: 'FORCED_OPEN',
  forced_closed: 'FORCED_CLOSED',
  disabled: 'DISABLED',
  metrics_only: 'METRICS_ONLY',
} as const satisfies Readonly<Record<string, OverrideMode>>;

/** What an operator asks of a deployment's breakers. */
export type OverrideOrder = Mode & {
  /** Who, and what for. */
  readonly actor: string;
  readonly reason: string;
};

type Mode =
  | { readonly mode: keyof typeof MODES; readonly ttlMs: number }
  /** `none` ends an override; `reset` also closes and forgets. */
  | { readonly mode: 'none' | 'reset'; readonly ttlMs: null };

const WORDS = [...Object.keys(MODES), 'none', 'reset'];
const KEYS = ['mode', 'ttl', 'reason', 'actor'];
const LONGEST_TTL_S = 7 * 24 * 3_600;
const LONGEST_TEXT = 200;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNPRINTABLE = /[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/;

/** Who it was when nobody is named: the route takes no other key. */
const DEFAULT_ACTOR = 'master key';

/** Reads `{mode, ttl, reason, actor}`, times in seconds; the error names the key that is wrong. */
export function parseOverride(body: Buffer): OverrideOrder | ApiError {
  const value = parseObject(body.toString('utf8'));
  if (typeof value === 'string') return badRequest('invalid_json', value, null);
  const unknown = Object.keys(value).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return unknownKey(unknown);
  const order = parseMode(value);
  if ('status' in order) return order;
  const reason = parseText(value, 'reason');
  if (reason === null) return wrong('reason', 'is missing: say what it is for');
  const actor = parseText(value, 'actor') ?? DEFAULT_ACTOR;
  if (typeof reason !== 'string') return reason;
  return typeof actor === 'string' ? { ...order, actor, reason } : actor;
}

function parseMode({ mode, ttl }: Fields): Mode | ApiError {
  if (mode === 'none' || mode === 'reset') {
    return ttl === undefined
      ? { mode, ttlMs: null }
      : wrong('ttl', 'only goes with modes that last');
  }
  if (typeof mode !== 'string' || !isLasting(mode)) return wrongMode(mode);
  const ttlMs = parseTtl(ttl);
  return typeof ttlMs === 'number' ? { mode, ttlMs } : ttlMs;
}

function isLasting(mode: string): mode is keyof typeof MODES {
  return Object.hasOwn(MODES, mode);
}

function parseTtl(ttl: unknown): number | ApiError {
  const range = `a number of seconds above 0, at most ${LONGEST_TTL_S} (7 days)`;
  if (ttl === undefined) return wrong('ttl', `is missing: nothing lasts for ever; give ${range}`);
  if (typeof ttl !== 'number' || !(ttl > 0 && ttl <= LONGEST_TTL_S)) {
    return wrong('ttl', `must be ${range}`);
  }
  return ttl * 1_000;
}

function wrongMode(word: unknown): ApiError {
  const meant = typeof word === 'string' ? suggest(word, WORDS) : null;
  const hint = meant === null ? '' : `; did you mean "${meant}"?`;
  return wrong('mode', `must be one of ${WORDS.join(', ')}${hint}`);
}

/** Null when it is not there. */
function parseText(value: Fields, key: string): string | ApiError | null {
  const text = value[key];
  if (text === undefined || text === null) return null;
  if (typeof text !== 'string' || text.trim() === '') return wrong(key, 'must be a text');
  if (text.length > LONGEST_TEXT) return wrong(key, `must have at most ${LONGEST_TEXT} characters`);
  return UNPRINTABLE.test(text) ? wrong(key, 'must not hold control characters') : text.trim();
}

function unknownKey(key: string): ApiError {
  const meant = suggest(key, KEYS);
  const hint = meant === null ? '' : ` Did you mean "${meant}"?`;
  const message = `"${key.slice(0, 100)}" is not one of ${KEYS.join(', ')}.${hint}`;
  return badRequest('unknown_parameter', message, key.slice(0, 100));
}

function wrong(param: string, what: string): ApiError {
  return badRequest('invalid_override', `"${param}" ${what}.`, param);
}

type Fields = Readonly<Record<string, unknown>>;

/** The object, or what is wrong with the text. */
function parseObject(text: string): Fields | string {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : 'The body must be a JSON object.';
  } catch {
    return `The body is not valid JSON: ${describeJsonFault(text)}.`;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
