import { median, slope } from './statistics.mjs';

const KB_PER_MB = 1024;
const TOLERATED_MB = 6;
const TOLERATED_SHARE = 0.06;

/**
 * Does memory grow? The first quarter is warm-up (code is compiled, heaps find their size); then
 * the level of the second quarter is held against that of the last one.
 *
 * @param samples `{ x: requests so far, y: MB }`, at least four, in order
 * @param level what stands for a quarter: the median, or for a sawtooth its lowest value
 * @returns `flat` when the growth is within 6 MB or 6 %, whichever is more
 */
export function trend(samples, level = median) {
  const quarter = samples.length >> 2;
  const firstMb = level(samples.slice(quarter, 2 * quarter).map(({ y }) => y));
  const lastMb = level(samples.slice(-quarter).map(({ y }) => y));
  const kbPerThousand = slope(samples.slice(quarter)) * KB_PER_MB * 1000;
  const tolerated = Math.max(TOLERATED_MB, firstMb * TOLERATED_SHARE);
  return { firstMb, lastMb, kbPerThousand, flat: lastMb - firstMb <= tolerated };
}
