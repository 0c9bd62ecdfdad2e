import { ZonedTime, type WallTime } from './zoned-time.ts';

/** `<n>s|m|h|d|w|mo`, as LiteLLM reads it: what follows is not looked at. */
const DURATION = /^(\d{1,6})(mo|[smhdw])/;
const WORDS: Readonly<Record<string, string>> = {
  hourly: '1h',
  daily: '1d',
  weekly: '7d',
  monthly: '30d',
};

/** Beyond it PostgreSQL reads dates in another form than `Date` writes them. */
const LATEST_MS = Date.UTC(9999, 0);

type Unit = 's' | 'm' | 'h' | 'd' | 'w' | 'mo';

interface Duration {
  readonly count: number;
  readonly unit: Unit;
}

/**
 * When a budget of this duration begins anew, as LiteLLM reckons it: `1d` at the next midnight, `7d`
 * on the next Monday, `30d` and `1mo` on the first of the next month, other days that many days after
 * the last midnight; hours, minutes and seconds at multiples of themselves within the day, the hour,
 * the minute. What cannot be read: the next midnight. Midnights are those of the time zone (an IANA
 * name; an unknown one is UTC). Always later than now.
 */
export function nextReset(duration: string, nowMs: number, timeZone = 'UTC'): Date {
  const zone = ZonedTime.of(timeZone);
  const now = zone.read(nowMs);
  const ms = zone.toMs(nextWallTime(readDuration(duration), now), nowMs);
  return new Date(Math.min(ms, LATEST_MS));
}

function readDuration(text: string): Duration | null {
  const trimmed = text.trim();
  const [, digits, unit] = DURATION.exec(WORDS[trimmed.toLowerCase()] ?? trimmed) ?? [];
  const count = Number(digits);
  return isUnit(unit) && count > 0 ? { count, unit } : null;
}

function isUnit(text: string | undefined): text is Unit {
  return text !== undefined && Object.hasOwn(NEXT, text);
}

function nextWallTime(duration: Duration | null, now: WallTime): WallTime {
  const midnight = { ...now, hour: 0, minute: 0, second: 0 };
  if (duration === null) return { ...midnight, day: now.day + 1 };
  return NEXT[duration.unit](duration.count, midnight, now);
}

type Next = (count: number, midnight: WallTime, now: WallTime) => WallTime;

const NEXT: Readonly<Record<Unit, Next>> = {
  mo: (count, midnight) => ({ ...midnight, month: midnight.month + count, day: 1 }),
  w: (count, midnight) => nextDay(count * 7, midnight),
  d: (count, midnight) => nextDay(count, midnight),
  h: (count, midnight, now) => ({ ...midnight, hour: nextMultiple(now.hour, count) }),
  m: (count, _, now) => ({ ...now, minute: nextMultiple(now.minute, count), second: 0 }),
  s: (count, _, now) => ({ ...now, second: nextMultiple(now.second, count) }),
};

/** A day that the month does not have is one of the next: the calendar counts on. */
function nextDay(days: number, midnight: WallTime): WallTime {
  if (days === 30) return { ...midnight, month: midnight.month + 1, day: 1 };
  if (days !== 7) return { ...midnight, day: midnight.day + days };
  const weekday = new Date(Date.UTC(midnight.year, midnight.month, midnight.day)).getUTCDay();
  const untilMonday = (8 - weekday) % 7 || 7;
  return { ...midnight, day: midnight.day + untilMonday };
}

function nextMultiple(value: number, step: number): number {
  return value + step - (value % step);
}
