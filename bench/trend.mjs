import { median, slope } from './statistics.mjs';

const KB_PER_MB = 1024;
const TOLERATED_MB = 6;
const TOLERATED_SHARE = 0.06;

/**
 * Does memory grow? The first quarter is warm-up (code is compiled, heaps find their size); then
 * the median of the second quarter is held against that of the last one.
 *
 * @param samples `{ x: requests so far, y: MB }`, at least four, in order
 * @returns `flat` when the growth is within 6 MB or 6 %, whichever is more
 */
export function trend(samples) {
  const quarter = samples.length >> 2;
  const firstMb = median(samples.slice(quarter, 2 * quarter).map(({ y }) => y));
  const lastMb = median(samples.slice(-quarter).map(({ y }) => y));
  const kbPerThousand = slope(samples.slice(quarter)) * KB_PER_MB * 1000;
  const tolerated = Math.max(TOLERATED_MB, firstMb * TOLERATED_SHARE);
  return { firstMb, lastMb, kbPerThousand, flat: lastMb - firstMb <= tolerated };
}
