import { median, slope } from './statistics.mjs';

const KB_PER_MB = 1024;

/** Growth up to this still counts as flat: the bench's bar and the soak's verdict are one rule. */
export const TOLERATED_MB = 6;

/**
 * Does memory grow? The first quarter is warm-up (code is compiled, heaps find their size); then
 * the level of the second quarter is held against that of the last one.
 *
 * @param samples `{ x: requests so far, y: MB }`, at least four, in order
 * @param level what stands for a quarter: the median, or for a sawtooth its lowest value
 * @returns `flat` when the growth is at most 6 MB
 */
export function trend(samples, level = median) {
  const broken = samples.length < 4 || samples.some(({ x, y }) => !Number.isFinite(x + y));
  if (broken) throw new Error('a trend needs four samples or more, all of them numbers');
  const quarter = samples.length >> 2;
  const firstMb = level(samples.slice(quarter, 2 * quarter).map(({ y }) => y));
  const lastMb = level(samples.slice(-quarter).map(({ y }) => y));
  const kbPerThousand = slope(samples.slice(quarter)) * KB_PER_MB * 1000;
  return { firstMb, lastMb, kbPerThousand, flat: lastMb - firstMb <= TOLERATED_MB };
}
