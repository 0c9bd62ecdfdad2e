/** What an open time is drawn from. Milliseconds. */
export interface OpenTimeInput {
  readonly baseMs: number;
  readonly maxMs: number;
  /** Trips in sequence before this one. */
  readonly attempt: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/** The largest power that still matters: beyond it every base is over every cap. */
const LARGEST_POWER = 30;

/**
 * Doubles with every trip up to the cap. Half of it is fixed, so that the upstream gets its rest; the
 * other half is drawn, so that those who opened together do not come back together.
 */
export function openTimeMs({ baseMs, maxMs, attempt, random }: OpenTimeInput): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, LARGEST_POWER));
  return full / 2 + (full / 2) * random;
}
