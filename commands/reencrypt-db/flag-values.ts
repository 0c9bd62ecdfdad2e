import { LlmgwError } from '../../src/core/errors.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/;
const MAX_MS = 24 * 3_600_000;

/** `500ms`, `10s`, `30m`, `2h`; a bare number is seconds. In milliseconds; throws `E_USAGE`. */
export function parseDuration(flag: string, text: string): number {
  const [, amount, unit = 's'] = DURATION.exec(text.trim()) ?? [];
  const ms = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (ms >= 0 && ms <= MAX_MS) return Math.round(ms);
  throw new LlmgwError('E_USAGE', `${flag} takes a time such as 500ms, 10s or 30m, up to 24h`, {
    where: flag,
  });
}

/** A whole number within bounds; throws `E_USAGE`. */
export function parseCount(
  flag: string,
  text: string,
  [min, max]: readonly [number, number],
): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= min && count <= max) return count;
  throw new LlmgwError('E_USAGE', `${flag} takes a whole number from ${min} to ${max}`, {
    where: flag,
  });
}

/** One of a few words; throws `E_USAGE` that lists them. */
export function parseWord<Word extends string>(
  flag: string,
  text: string,
  words: readonly Word[],
): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw new LlmgwError('E_USAGE', `${flag} takes one of ${words.join(', ')}`, { where: flag });
}
