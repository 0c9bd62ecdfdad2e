const MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
/** The last moment whose year has four digits. */
const LATEST_MS = Date.UTC(9999, 11, 31);

/** A length of time; months have no length of their own. */
export type Duration = { readonly ms: number } | { readonly months: number };

/** Reads `30s`, `15m`, `12h`, `30d`, `2w`, `1mo`; null when it is none. */
export function parseDuration(text: string): Duration | null {
  const [, digits, unit] = /^(\d{1,9})(mo|s|m|h|d|w)$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const count = Number(digits);
  if (count === 0) return null;
  return unit === 'mo' ? { months: count } : { ms: count * (MS[unit] ?? 0) };
}

/**
 * The moment a duration after `fromMs` (milliseconds since 1970, UTC): exact, but for months, which
 * end on the same day, or the month's last. Null beyond the year 9999 and for what is no duration.
 */
export function addDuration(fromMs: number, text: string): Date | null {
  const duration = parseDuration(text);
  if (duration === null) return null;
  const endMs = 'ms' in duration ? fromMs + duration.ms : addMonths(fromMs, duration.months);
  return endMs <= LATEST_MS ? new Date(endMs) : null;
}

function addMonths(fromMs: number, months: number): number {
  const from = new Date(fromMs);
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0));
  const end = new Date(fromMs);
  end.setUTCDate(1);
  end.setUTCMonth(from.getUTCMonth() + months);
  end.setUTCDate(Math.min(from.getUTCDate(), lastDay.getUTCDate()));
  return Number.isNaN(end.getTime()) ? Infinity : end.getTime();
}
