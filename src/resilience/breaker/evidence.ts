import { FailureStreak } from './failure-streak.ts';
import { InFlight, TICKET_BITS, isStreamTicket } from './in-flight.ts';
import type { BreakerSettings } from './settings.ts';
import { SlidingWindow, WINDOW_BUCKETS } from './sliding-window.ts';
import { StreamWindow } from './stream-window.ts';
import {
  isFailureRateExceeded,
  isSlowRateExceeded,
  isStreakTooLong,
  isStreamRateExceeded,
  survivorsOf,
} from './trip-rules.ts';
import type { BreakerFailure, CallKind, Permit, TripCause, WindowSnapshot } from './types.ts';

/** Bits of the generation within a permit: all of it stays a small integer on every machine. */
const GENERATION_BITS = 30 - TICKET_BITS;
/** One less than fits, so that no permit equals `UNTRACKED`. */
const GENERATIONS = (1 << GENERATION_BITS) - 1;

/** A permit that leaves no trace: every verdict on it is ignored. */
export const UNTRACKED: Permit = (1 << 30) - 1;

/**
 * What a breaker knows about its calls, in constant space. Everything belongs to the present state:
 * a change of state begins a new generation, and a verdict on a permit of an older one only counts
 * the call out.
 */
export class Evidence {
  #settings: BreakerSettings;
  #generation = 0;
  #window: SlidingWindow;
  #inFlight: InFlight;
  #streams: StreamWindow;
  readonly #streak = new FailureStreak();
  /** A class of failures has reached its own limit. */
  #isClassOverLimit = false;

  constructor(settings: BreakerSettings, now: number) {
    this.#settings = settings;
    this.#window = new SlidingWindow(settings.slidingWindowMs, now);
    this.#inFlight = makeInFlight(settings, now);
    this.#streams = new StreamWindow(settings.streamWindowMs, now);
  }

  /** Nothing of the present state is under way. */
  get isQuiet(): boolean {
    return this.#inFlight.current === 0;
  }

  enter(now: number, kind: CallKind): Permit {
    return this.#inFlight.enter(now, kind) | (this.#generation << TICKET_BITS);
  }

  /**
   * Counts the call of a permit out. Answers its age in whole buckets; -1 when it belongs to an older
   * state, or to none, and its verdict says nothing.
   */
  leave(permit: Permit, now: number): number {
    if (permit < 0 || permit === UNTRACKED) return -1;
    if (permit >> TICKET_BITS === this.#generation) return this.#inFlight.leave(permit, now);
    this.#inFlight.leaveOlder();
    return -1;
  }

  /** Whether a permit's verdict still means something; for what comes after the first verdict. */
  isCurrent(permit: Permit): boolean {
    return permit >= 0 && permit !== UNTRACKED && permit >> TICKET_BITS === this.#generation;
  }

  /** Answers whether it was slow: a whole answer may take minutes and never is. */
  addStart(permit: Permit, now: number, ttftMs: number): boolean {
    this.#endStreak();
    if (!isStreamTicket(permit)) {
      this.#window.addSuccess(now);
      return false;
    }
    this.#streams.addStarted(now);
    const isSlow = ttftMs > this.#settings.slowCallDurationThresholdMs;
    if (isSlow) this.#window.addSlow(now);
    else this.#window.addSuccess(now);
    return isSlow;
  }

  /** A stream that was given up when it had been silent for too long. */
  addSlow(now: number): void {
    this.#window.addSlow(now);
  }

  addFailure(now: number, age: number, failure: BreakerFailure): void {
    this.#window.addFailure(now, age, failure.origin === 'upstream');
    const { failureClass } = failure;
    if (this.#streak.add(now, failureClass, this.#settings.consecutiveByClass)) {
      this.#isClassOverLimit = true;
    }
  }

  addBrokenStream(now: number): void {
    this.#streams.addBroken(now);
  }

  /** The rule that says to open; null when none does. Bounded work, no allocation. */
  findTrip(now: number): TripCause | null {
    this.#window.roll(now);
    this.#streams.roll(now);
    if (this.#isClassOverLimit) return 'consecutive';
    const settings = this.#settings;
    const failed = this.#findFailureTrip(now);
    if (failed !== null) return failed;
    const overdue = this.#inFlight.overdue(settings.slowCallDurationThresholdMs, now);
    if (isSlowRateExceeded(this.#window, overdue, settings)) return 'slow_rate';
    return isStreamRateExceeded(this.#streams, settings) ? 'stream_failures' : null;
  }

  /** Whether answers alone prove it, or it may be this process's own way out. */
  originOf(cause: TripCause, now: number): 'local' | 'upstream' {
    if (cause === 'slow_rate') {
      const overdue = this.#inFlight.overdue(this.#settings.slowCallDurationThresholdMs, now);
      return this.#window.slow > overdue ? 'upstream' : 'local';
    }
    if (cause !== 'failure_rate' && cause !== 'consecutive' && cause !== 'ramp') return 'upstream';
    const { answeredFailures, successes } = this.#window;
    const least = (answeredFailures + successes) * this.#settings.failureRateThreshold;
    return answeredFailures > 0 && answeredFailures >= least ? 'upstream' : 'local';
  }

  /** From the window's first failure; null without failures. */
  detectionMs(now: number): number | null {
    const first = this.#window.firstFailureAt;
    return first === null ? null : now - first;
  }

  snapshot(now: number): WindowSnapshot {
    this.#window.roll(now);
    this.#streams.roll(now);
    const { successes, failures, slow } = this.#window;
    const overdue = this.#inFlight.overdue(this.#settings.slowCallDurationThresholdMs, now);
    return {
      successes,
      failures,
      slow,
      inFlight: this.#inFlight.total,
      overdue,
      failureRate: share(failures, successes + failures),
      slowRate: share(slow + overdue, successes + failures + overdue),
      streamsStarted: this.#streams.started,
      streamsBroken: this.#streams.broken,
    };
  }

  /** Begins a new generation: a change of state. */
  restart(): void {
    this.#generation = (this.#generation + 1) % GENERATIONS;
    this.#window.clear();
    this.#streams.clear();
    this.#endStreak();
    this.#inFlight.disown();
  }

  /** Takes on new settings; what they measure differently begins anew. */
  configure(settings: BreakerSettings, now: number): void {
    const former = this.#settings;
    this.#settings = settings;
    if (former.streamWindowMs !== settings.streamWindowMs) {
      this.#streams = new StreamWindow(settings.streamWindowMs, now);
    }
    if (isSameWindow(former, settings)) return;
    this.restart();
    this.#window = new SlidingWindow(settings.slidingWindowMs, now);
    const inFlight = makeInFlight(settings, now);
    inFlight.inherit(this.#inFlight);
    this.#inFlight = inFlight;
  }

  /** Survivors only ever speak against a trip: they are counted when nothing else does. */
  #findFailureTrip(now: number): TripCause | null {
    const settings = this.#settings;
    const isStreak = isStreakTooLong(this.#streak, 0, settings);
    const isRate = isFailureRateExceeded(this.#window, 0, settings);
    if (!isStreak && !isRate) return null;
    const survivors = survivorsOf(this.#window, this.#inFlight, settings, now);
    if (isStreak && isStreakTooLong(this.#streak, survivors, settings)) return 'consecutive';
    const isTrip = isRate && isFailureRateExceeded(this.#window, survivors, settings);
    return isTrip ? 'failure_rate' : null;
  }

  #endStreak(): void {
    this.#streak.end();
    this.#isClassOverLimit = false;
  }
}

function makeInFlight(settings: BreakerSettings, now: number): InFlight {
  const { slidingWindowMs, slowCallDurationThresholdMs } = settings;
  return new InFlight(
    {
      bucketMs: slidingWindowMs / WINDOW_BUCKETS,
      spanMs: Math.max(slidingWindowMs, slowCallDurationThresholdMs),
    },
    now,
  );
}

function isSameWindow(a: BreakerSettings, b: BreakerSettings): boolean {
  return (
    a.slidingWindowMs === b.slidingWindowMs &&
    a.slowCallDurationThresholdMs === b.slowCallDurationThresholdMs
  );
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
