/** What the clock on the wall shows. Fields may be out of range: day 32 is in the next month. */
export interface WallTime {
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const FORMAT = {
  calendar: 'gregory',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const satisfies Intl.DateTimeFormatOptions;

const ZONES = new Map<string, ZonedTime>();
const MAX_ZONES = 100;
const DAY_MS = 86_400_000;

/** The wall clock of a time zone. */
export class ZonedTime {
  readonly #format: Intl.DateTimeFormat;

  private constructor(format: Intl.DateTimeFormat) {
    this.#format = format;
  }

  /** The zone of an IANA name; UTC for a name that is none. */
  static of(timeZone: string): ZonedTime {
    const known = ZONES.get(timeZone);
    if (known !== undefined) return known;
    const zone = new ZonedTime(formatOf(timeZone));
    if (ZONES.size < MAX_ZONES) ZONES.set(timeZone, zone);
    return zone;
  }

  /** What the clock shows at a moment. */
  read(ms: number): WallTime {
    const parts = this.#format.formatToParts(ms);
    const value = (type: string): number =>
      Number(parts.find((part) => part.type === type)?.value ?? 0);
    return {
      year: value('year'),
      month: value('month') - 1,
      day: value('day'),
      hour: value('hour'),
      minute: value('minute'),
      second: value('second'),
    };
  }

  /**
   * The next moment after `afterMs` at which the clock shows that. Where the clock jumps over it, as
   * much later as it jumps.
   */
  toMs(wall: WallTime, afterMs: number): number {
    const asUtc = utcOf(wall);
    // Offsets of a day before and after: on both sides of any change.
    const before = asUtc - this.#offsetAt(asUtc - DAY_MS);
    const after = asUtc - this.#offsetAt(asUtc + DAY_MS);
    const shown = [before, after].filter((ms) => ms > afterMs && utcOf(this.read(ms)) === asUtc);
    return shown.length === 0 ? Math.max(before, afterMs + 1) : Math.min(...shown);
  }

  #offsetAt(ms: number): number {
    const whole = Math.floor(ms / 1_000) * 1_000;
    return utcOf(this.read(whole)) - whole;
  }
}

function utcOf({ year, month, day, hour, minute, second }: WallTime): number {
  return Date.UTC(year, month, day, hour, minute, second);
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { ...FORMAT, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...FORMAT, timeZone: 'UTC' });
  }
}
