import { NOT_PERMITTED } from '../../../src/resilience/breaker/not-permitted.ts';
import type { BreakerSettings } from '../../../src/resilience/breaker/settings.ts';
import type { SharedState } from '../../../src/resilience/breaker/store.ts';
import type {
  BreakerFailure,
  BreakerState,
  OverrideMode,
  QuarantineReason,
  TripCause,
} from '../../../src/resilience/breaker/types.ts';
import { ModelCalls } from './model-calls.ts';
import { ModelRamp } from './model-ramp.ts';

/** What the model draws where the breaker draws at random. */
export const DRAWN = 0.5;
/** Admitted, whether or not it is recorded. */
const ADMITTED = 0;

const QUARANTINES = new Set<string | null>([
  'credential',
  'permission',
  'quota',
  'model_gone',
  'region',
]);
const LEAST_DENIAL_MS = 100;

const { OPEN, HALF_OPEN, PROBE_DUE, HOLD, RAMP, FORCED_OPEN, QUARANTINED } = NOT_PERMITTED;

/** A trip as the model draws it. */
export interface ModelOpening {
  readonly cause: TripCause;
  readonly openMs: number;
  readonly attempt: number;
}

/**
 * A breaker in words of one syllable: everything is looked up when it is asked for, nothing is
 * counted along the way, and nothing is fast.
 */
export class BreakerModel {
  readonly calls: ModelCalls;
  readonly settings: BreakerSettings;
  state: BreakerState = 'CLOSED';
  epoch = 0;
  version = 0;
  attempt = 0;
  cause: TripCause | null = null;
  openUntil = 0;
  leaseUntil = 0;
  probeSuccesses = 0;
  /** The token of this process's probe; empty while it is being asked for; null when there is none. */
  probe: string | null = null;
  closedAt: number | null = null;
  holdUntil = 0;
  override: { readonly mode: OverrideMode; readonly until: number } | null = null;
  ramp: ModelRamp | null = null;
  suspectedAt: number[] = [];
  /** `METRICS_ONLY`: told once for as long as it would have been open. */
  wouldTripToldUntil = 0;
  #unnamedHolds = 0;
  #lastHoldEnd = -Infinity;

  constructor(settings: BreakerSettings) {
    this.settings = settings;
    this.calls = new ModelCalls(settings);
  }

  get quarantine(): boolean {
    return this.state !== 'CLOSED' && QUARANTINES.has(this.cause);
  }

  get onlyWatches(): boolean {
    return this.override?.mode === 'METRICS_ONLY';
  }

  /** Calls are admitted untracked, and nothing opens. */
  get isOff(): boolean {
    return this.override?.mode === 'DISABLED';
  }

  /** Ends what has had its time. */
  tidy(now: number): void {
    if (this.override !== null && now >= this.override.until) this.override = null;
    if (this.holdUntil > 0 && now >= this.holdUntil) {
      if (this.state === 'CLOSED') this.#rampAfterHold(this.holdUntil);
      this.endHold();
    }
    if (this.ramp?.isOver(now, this.settings) === true) this.ramp = null;
  }

  /** The code of an admission; `RAMP`: it depends on the share. */
  code(now: number): number {
    const mode = this.override?.mode;
    if (mode === 'FORCED_OPEN') return FORCED_OPEN;
    if (mode !== undefined) return ADMITTED;
    if (this.state === 'CLOSED') {
      if (this.holdUntil > 0) return HOLD;
      return this.ramp === null ? ADMITTED : RAMP;
    }
    return this.#refusal(now);
  }

  /** Until a probe may be asked for. */
  probeInMs(now: number): number {
    const until = this.state === 'OPEN' ? this.openUntil : this.leaseUntil;
    return Math.max(0, until - now, this.holdUntil - now);
  }

  attemptAt(now: number): number {
    const { state, closedAt, settings } = this;
    const isLongClosed = state === 'CLOSED' && closedAt !== null;
    return isLongClosed && now - closedAt > settings.resetAfterMs ? 0 : this.attempt;
  }

  /** The open time that is drawn for a cause. */
  opening(cause: TripCause, failure: BreakerFailure | null, now: number): ModelOpening {
    const { settings } = this;
    const attempt = this.attemptAt(now);
    const rule = isQuarantine(cause)
      ? settings.quarantine[cause]
      : {
          baseMs: settings.waitDurationInOpenStateMs,
          maxMs: settings.waitDurationInOpenStateMaxMs,
        };
    const full = Math.min(rule.maxMs, rule.baseMs * 2 ** attempt);
    const named = Math.min(failure?.retryAfterMs ?? 0, settings.holdMaxMs);
    const openMs = Math.max(full / 2 + (full / 2) * DRAWN, named);
    return { cause, openMs, attempt: attempt + 1 };
  }

  open({ cause, openMs, attempt }: ModelOpening, now: number): void {
    this.cause = cause;
    this.attempt = attempt;
    this.openUntil = now + openMs;
    this.leaseUntil = 0;
    this.#move('OPEN');
  }

  close(closedAt: number | null, attempt: number): void {
    this.attempt = attempt;
    this.closedAt = closedAt;
    this.leaseUntil = 0;
    this.#move('CLOSED');
    if (closedAt !== null) this.ramp = new ModelRamp(closedAt, true);
  }

  /** A 429: until then at least, however many there are. */
  hold(failure: BreakerFailure, now: number): void {
    const { holdMaxMs, holdBaseMs } = this.settings;
    if (failure.retryAfterMs !== null) {
      this.#holdUntil(now + Math.min(holdMaxMs, Math.max(100, failure.retryAfterMs)));
    } else if (this.holdUntil <= now) {
      if (now - this.#lastHoldEnd > 120_000) this.#unnamedHolds = 0;
      const full = Math.min(60_000, holdMaxMs, holdBaseMs * 2 ** this.#unnamedHolds);
      this.#unnamedHolds += 1;
      this.#holdUntil(now + Math.max(100, full / 2 + (full / 2) * DRAWN));
    }
  }

  endHold(): void {
    if (this.holdUntil > 0) this.#lastHoldEnd = this.holdUntil;
    this.holdUntil = 0;
  }

  /** Takes over what the store says: only what is newer than all before (I11). */
  adopt(shared: SharedState, now: number): void {
    if (shared.version <= this.version) return;
    this.version = shared.version;
    const isNewEpoch = shared.epoch > this.epoch;
    if (isNewEpoch) this.epoch = shared.epoch;
    const { override } = shared;
    this.override = override && { mode: override.mode, until: now + override.remainingMs };
    const isReset = isNewEpoch && shared.state === 'CLOSED' && shared.closedForMs === null;
    if (isReset) this.endHold();
    else if (shared.holdRemainingMs > 0) this.#holdUntil(now + shared.holdRemainingMs);
    if (isNewEpoch) this.#adoptState(shared, now);
    else if (shared.state === this.state) this.#adoptDeadlines(shared, now);
  }

  /** The store refused the probe. */
  deny(shared: SharedState, now: number): void {
    if (this.state === 'CLOSED') return;
    if (shared.state === 'CLOSED') {
      this.close(now, this.attempt);
      return;
    }
    const waitMs = Math.max(LEAST_DENIAL_MS, shared.remainingMs, shared.leaseRemainingMs);
    this.openUntil = now + waitMs;
    this.leaseUntil = now + waitMs;
  }

  /** The store granted the probe, also of an epoch in which this process had opened again alone. */
  granted(shared: SharedState, now: number): void {
    if (this.state !== 'OPEN') return;
    this.#halfOpen(now, shared.leaseRemainingMs, shared.probeSuccesses);
  }

  /** Without a store, a process that may probe does. */
  halfOpenAlone(now: number): void {
    if (this.state !== 'OPEN') return;
    this.attempt = this.attemptAt(now);
    this.#halfOpen(now, 0, 0);
  }

  /** A probe is over; answers whether it was the one that this process waits for. */
  forgetProbe(token: string): boolean {
    if (this.probe !== token) return false;
    this.probe = null;
    return true;
  }

  /** Without a store, a process decides for itself. */
  settleAlone(verdict: 'ok' | 'fail' | 'neutral', opening: ModelOpening, now: number): void {
    if (this.state !== 'HALF_OPEN') return;
    if (verdict === 'fail') {
      this.open(opening, now);
      return;
    }
    this.leaseUntil = now;
    if (verdict === 'ok') this.probeSuccesses += 1;
    const needed = this.settings.permittedNumberOfCallsInHalfOpenState;
    if (this.probeSuccesses >= needed) this.close(now, this.attempt);
  }

  #refusal(now: number): number {
    if (this.state === 'OPEN' && now < this.openUntil) return this.quarantine ? QUARANTINED : OPEN;
    const isLeased = this.state === 'HALF_OPEN' && now < this.leaseUntil;
    if (this.probe !== null || isLeased) return HALF_OPEN;
    return this.holdUntil > 0 ? HOLD : PROBE_DUE;
  }

  #adoptState(shared: SharedState, now: number): void {
    const { attempt, closedForMs } = shared;
    if (shared.state === 'CLOSED') {
      this.close(closedForMs === null ? null : now - closedForMs, attempt);
      return;
    }
    this.cause = shared.cause;
    this.attempt = attempt;
    if (shared.state === 'HALF_OPEN') {
      this.#halfOpen(now, shared.leaseRemainingMs, shared.probeSuccesses);
    } else {
      this.open({ cause: shared.cause ?? 'rebuilt', openMs: shared.remainingMs, attempt }, now);
    }
  }

  #adoptDeadlines(shared: SharedState, now: number): void {
    if (shared.state === 'OPEN') this.openUntil = now + shared.remainingMs;
    if (shared.state !== 'HALF_OPEN') return;
    this.leaseUntil = now + shared.leaseRemainingMs;
    this.probeSuccesses = shared.probeSuccesses;
  }

  #halfOpen(now: number, leaseMs: number, successes: number): void {
    this.leaseUntil = now + leaseMs;
    this.probeSuccesses = successes;
    this.#move('HALF_OPEN');
  }

  #move(to: BreakerState): void {
    this.state = to;
    if (to !== 'HALF_OPEN') this.probe = null;
    this.ramp = null;
    this.calls.era += 1;
  }

  #holdUntil(until: number): void {
    this.holdUntil = Math.max(this.holdUntil, until);
  }

  /** Traffic comes back from the end of the hold on, but not sooner than from the closing. */
  #rampAfterHold(endedAt: number): void {
    const former = this.ramp;
    this.ramp = new ModelRamp(Math.max(endedAt, former?.beganAt ?? 0), former?.watchful ?? false);
  }
}

function isQuarantine(cause: TripCause): cause is QuarantineReason {
  return QUARANTINES.has(cause);
}
