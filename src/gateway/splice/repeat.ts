/**
 * A repeat of fewer characters proves nothing: an answer may well say "the " again, or one more
 * "- [ ] " of its list. Twelve that occur nowhere else in it are hardly said twice in a row.
 */
export const MIN_REPEAT = 12;

/** True while `opening` may still turn out to repeat the end of `delivered`, or the whole of it. */
export function mayBeRepeat(delivered: string, opening: string): boolean {
  const at = delivered.indexOf(opening);
  return at >= 0 && delivered.length - at >= MIN_REPEAT && at + opening.length < delivered.length;
}

/**
 * How many characters at the start of `opening` say again what `delivered` ends with: the whole of
 * it, or its end. What may as well be the answer going on is no repeat: fewer than `MIN_REPEAT`
 * characters, text that occurs earlier too (a refrain), or that is periodic (a ruler of dashes).
 */
export function repeatLength(delivered: string, opening: string): number {
  for (let length = Math.min(delivered.length, opening.length); length >= MIN_REPEAT; length--) {
    const start = opening.slice(0, length);
    if (delivered.endsWith(start) && isTelling(delivered, start)) return length;
  }
  return 0;
}

function isTelling(delivered: string, end: string): boolean {
  return delivered.indexOf(end) === delivered.length - end.length && !isPeriodic(end);
}

/** True for text that is something shorter said at least twice, the last time perhaps in part. */
function isPeriodic(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period++) {
    if (text.startsWith(text.slice(period))) return true;
  }
  return false;
}
