const FIRST_MS = 500;
const CAP_MS = 8_000;
const JITTER_MS = 750;
const LONGEST_RETRY_AFTER_MS = 60_000;

/** What a wait depends on. */
export interface BackoffInput {
  /** 0 for the first retry. */
  readonly attempt: number;
  /** The upstream's `Retry-After`, or null. */
  readonly retryAfterMs: number | null;
  /** The configured least wait. */
  readonly leastMs: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/**
 * Milliseconds to wait before trying the same group again: the upstream's own word when it is at
 * most a minute, else exponential from half a second to eight, with jitter so that callers spread.
 */
export function backoffMs(input: BackoffInput): number {
  const { retryAfterMs, random } = input;
  if (retryAfterMs !== null && retryAfterMs > 0 && retryAfterMs <= LONGEST_RETRY_AFTER_MS) {
    return Math.max(retryAfterMs, input.leastMs);
  }
  const doubled = FIRST_MS * 2 ** Math.min(input.attempt, 10);
  return Math.max(Math.min(doubled, CAP_MS), input.leastMs) + random * JITTER_MS;
}

/**
 * Reads a `Retry-After` header: seconds (also fractions) or an HTTP date. Null when absent,
 * unreadable or in the past. `nowMs` is wall-clock time.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined || value === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1_000 : null;
  const date = Date.parse(value);
  return Number.isNaN(date) || date <= nowMs ? null : date - nowMs;
}
