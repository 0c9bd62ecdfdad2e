const BASE_MS = 500;
const CAP_MS = 8_000;
const GROWTH = 3;
/** On top of a wait that somebody named, so that those it was named to do not come at once. */
const SPREAD = 0.1;

/** What a wait depends on. Milliseconds. */
export interface BackoffInput {
  /** The wait before this one; 0 or absent before the first retry. */
  readonly previousMs?: number;
  /** The upstream's `Retry-After`, or null. */
  readonly retryAfterMs: number | null;
  /** The configured least wait. */
  readonly leastMs: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/**
 * Milliseconds to wait before trying the same group again: the upstream's own word, never sooner and
 * up to a tenth later; else drawn between half a second and three times the wait before, at most
 * eight seconds (decorrelated jitter). Whether that is too long is for the caller to say.
 */
export function backoffMs(input: BackoffInput): number {
  const { previousMs = 0, retryAfterMs, leastMs, random } = input;
  const spread = 1 + SPREAD * random;
  if (retryAfterMs !== null && retryAfterMs > 0) return Math.max(retryAfterMs, leastMs) * spread;
  const most = GROWTH * Math.max(previousMs, BASE_MS);
  const drawn = BASE_MS + random * (most - BASE_MS);
  return Math.max(Math.min(drawn, CAP_MS), leastMs * spread);
}

/** Looks up a response header by its lower-case name. */
export type HeaderLookup = (name: string) => string | undefined;

/**
 * How long the upstream asks to be left alone, in milliseconds: `retry-after-ms` where there is one,
 * else `retry-after`, else the reset of the rate limit that is used up. A date is measured from the response's own `date`, since clocks differ;
 * `wallMs` stands in for a response without. Null when nothing readable was said.
 */
export function readRetryAfter(header: HeaderLookup, wallMs: number): number | null {
  const exact = parseCount(header('retry-after-ms'));
  if (exact !== null) return exact;
  const sentMs = Date.parse(header('date') ?? '');
  const named = parseRetryAfter(header('retry-after'), Number.isNaN(sentMs) ? wallMs : sentMs);
  return named ?? readReset(header);
}

const LIMITS = ['requests', 'tokens'] as const;

/** When the limit that is used up begins anew; null where none says that it is. */
function readReset(header: HeaderLookup): number | null {
  let longest: number | null = null;
  for (const limit of LIMITS) {
    if (header(`x-ratelimit-remaining-${limit}`) !== '0') continue;
    const resetMs = parseDuration(header(`x-ratelimit-reset-${limit}`) ?? '');
    if (resetMs !== null) longest = Math.max(longest ?? 0, resetMs);
  }
  return longest;
}

/**
 * Reads a `Retry-After` header: seconds (also fractions) or an HTTP date. Null when absent,
 * unreadable or in the past. `nowMs` is wall-clock time.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | null {
  const seconds = parseCount(value);
  if (seconds !== null) return seconds * 1_000;
  const date = value === undefined || !DATE.test(value) ? NaN : Date.parse(value);
  return Number.isNaN(date) || date <= nowMs ? null : date - nowMs;
}

/** `Date.parse` alone finds a date in almost anything that begins with a number. */
const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|\d{4}-\d\d-\d\dT)/;

const DURATION =
  /^(?:(?<h>\d+(?:\.\d+)?)h)?(?:(?<m>\d+(?:\.\d+)?)m(?!s))?(?:(?<s>\d+(?:\.\d+)?)s)?(?:(?<ms>\d+(?:\.\d+)?)ms)?$/;

/**
 * Reads a duration as the `x-ratelimit-reset-*` headers have it (`6m0s`, `2m59.56s`, `17ms`), in
 * milliseconds; null when it is none. A bare number is none: providers mean different things by it.
 */
export function parseDuration(value: string): number | null {
  const parts = value === '' ? undefined : DURATION.exec(value)?.groups;
  if (parts === undefined) return null;
  const part = (unit: string) => Number(parts[unit] ?? 0);
  return part('h') * 3_600_000 + part('m') * 60_000 + part('s') * 1_000 + part('ms');
}

function parseCount(value: string | undefined): number | null {
  if (value === undefined || !/^\d+(\.\d+)?$/.test(value)) return null;
  const count = Number(value);
  return Number.isFinite(count) ? count : null;
}
