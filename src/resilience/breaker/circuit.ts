import type { Announcer } from './announcer.ts';
import { Evidence } from './evidence.ts';
import type { TransitionEvent } from './events.ts';
import { Hold } from './hold.ts';
import { NOT_PERMITTED } from './not-permitted.ts';
import type { Opening } from './opening.ts';
import { Override } from './override.ts';
import { Ramp } from './ramp.ts';
import type { BreakerSettings } from './settings.ts';
import type { SharedState } from './store.ts';
import { quarantineReason } from './suspicion.ts';
import type {
  BreakerFailure,
  BreakerState,
  OverrideRequest,
  QuarantineReason,
  TripCause,
} from './types.ts';

type Scope = TransitionEvent['scope'];

/** The parts of a shared state that say how a state was entered. */
type Closed = Pick<SharedState, 'attempt' | 'closedForMs'>;
type Lease = Pick<SharedState, 'leaseRemainingMs' | 'probeSuccesses'>;
type HalfOpen = Lease & Pick<SharedState, 'attempt' | 'cause'>;

type Told = Pick<TransitionEvent, 'cause' | 'scope'> &
  Partial<Pick<TransitionEvent, 'openMs' | 'failure' | 'detectionMs' | 'recoveryMs'>>;

/** Admitted, but nothing is to be recorded: what `admit` answers for a breaker that is switched off. */
export const ADMITTED_UNTRACKED = 1;

/** Whoever was denied a probe asks again no sooner. */
const LEAST_DENIAL_MS = 100;

const { OPEN, HALF_OPEN, PROBE_DUE, HOLD, RAMP, FORCED_OPEN, QUARANTINED } = NOT_PERMITTED;

/**
 * What a breaker is at the moment: its state and deadlines, and whom it admits. Nothing here waits or
 * sets a timer: a deadline is a number, and whoever comes after it finds it passed.
 */
export class Circuit {
  readonly evidence: Evidence;
  readonly hold = new Hold();
  readonly ramp = new Ramp();
  readonly override = new Override();
  /** The version of the shared transition that this state belongs to. */
  epoch = 0;
  /** The probe of this process that is being asked for, or under way. */
  ownProbe: string | null = null;
  readonly #announcer: Announcer;
  #settings: BreakerSettings;
  #isAtRest = true;
  #state: BreakerState = 'CLOSED';
  #since: number;
  #attempt = 0;
  #cause: TripCause | null = null;
  #lastFailure: BreakerFailure | null = null;
  #openUntil = 0;
  #isDueEarly = false;
  #leaseUntil = 0;
  #probeSuccesses = 0;
  #closedAt: number | null = null;
  #firstOpenedAt = 0;

  constructor(settings: BreakerSettings, announcer: Announcer, now: number) {
    this.evidence = new Evidence(settings, now);
    this.#settings = settings;
    this.#announcer = announcer;
    this.#since = now;
  }

  get settings(): BreakerSettings {
    return this.#settings;
  }

  /** Closed, and nothing else to consider: everybody is admitted. */
  get isAtRest(): boolean {
    return this.#isAtRest;
  }

  get state(): BreakerState {
    return this.#state;
  }

  get since(): number {
    return this.#since;
  }

  /** Why it is, or last was, open. */
  get cause(): TripCause | null {
    return this.#cause;
  }

  get lastFailure(): BreakerFailure | null {
    return this.#lastFailure;
  }

  /** Open for a reason that waiting does not mend. */
  get quarantine(): QuarantineReason | null {
    return this.#state === 'CLOSED' ? null : quarantineReason(this.#cause);
  }

  /** What was wrong has been mended: the next probe need not wait for the time that others know. */
  get isDueEarly(): boolean {
    return this.#isDueEarly;
  }

  /** It records and tells, but refuses nothing. */
  get isOnlyWatching(): boolean {
    const mode = this.override.mode;
    return mode === null ? this.#settings.mode === 'METRICS_ONLY' : mode === 'METRICS_ONLY';
  }

  /** Trips in sequence before one that would come now. */
  attemptAt(now: number): number {
    const isLongClosed =
      this.#state === 'CLOSED' &&
      this.#closedAt !== null &&
      now - this.#closedAt > this.#settings.resetAfterMs;
    return isLongClosed ? 0 : this.#attempt;
  }

  /** Somebody's probe is being asked for, or under way. */
  isProbingAt(now: number): boolean {
    return this.ownProbe !== null || (this.#state === 'HALF_OPEN' && now < this.#leaseUntil);
  }

  /** Until a probe may be asked for; 0 when one may be now. */
  probeInMs(now: number): number {
    const until = this.#state === 'OPEN' ? this.#openUntil : this.#leaseUntil;
    return Math.max(0, until - now, this.hold.remainingMs(now));
  }

  /** Takes the call's share. 0, `ADMITTED_UNTRACKED`, or a code of `NOT_PERMITTED`. */
  admit(now: number, isLastResort: boolean): number {
    const code = this.peek(now);
    if (code !== RAMP) return code;
    const mayPass = isLastResort || this.evidence.isQuiet;
    return this.ramp.admits(now, this.#settings, mayPass) ? 0 : RAMP;
  }

  /** What `admit` would say; `RAMP` when it depends on the share. */
  peek(now: number): number {
    this.tidy(now);
    const { mode } = this.override;
    if (mode === 'FORCED_OPEN') return FORCED_OPEN;
    if (mode === 'DISABLED') return ADMITTED_UNTRACKED;
    if (mode === 'FORCED_CLOSED' || this.isOnlyWatching) return 0;
    if (this.#state !== 'CLOSED') return this.#refusal(now);
    if (this.hold.isSet) return HOLD;
    return this.ramp.isActive ? RAMP : 0;
  }

  /** Ends what has had its time. */
  tidy(now: number): void {
    if (this.#isAtRest) return;
    if (this.override.isOver(now)) this.setOverride(null, now);
    if (this.hold.isSet && this.hold.remainingMs(now) === 0) {
      if (this.#state === 'CLOSED') this.ramp.begin(this.hold.until, false);
      this.hold.end();
    }
    if (this.ramp.isActive && this.ramp.isOver(now, this.#settings)) {
      this.ramp.end();
      this.#announcer.tell(now, { kind: 'ramp_done' });
    }
    this.#refresh();
  }

  /** Opens; where it is open already, only for how long and why is news. */
  open(opening: Opening, now: number): void {
    const { cause, attempt, openMs, scope, failure } = opening;
    const isTrip = this.#state === 'CLOSED';
    if (isTrip) this.#firstOpenedAt = now;
    this.#attempt = attempt;
    this.#cause = cause;
    if (failure !== null) this.#lastFailure = failure;
    this.openFor(openMs, now);
    this.ramp.end();
    const detectionMs = isTrip ? this.evidence.detectionMs(now) : null;
    this.#move('OPEN', now, { cause, scope, openMs, failure, detectionMs });
  }

  openFor(ms: number, now: number): void {
    this.#openUntil = now + ms;
  }

  /** Waits for what a probe finds. */
  halfOpen(shared: HalfOpen, now: number, scope: Scope): void {
    if (this.#state === 'CLOSED') this.#firstOpenedAt = now;
    this.#attempt = shared.attempt;
    this.#cause = shared.cause;
    this.ramp.end();
    this.leaseFor(shared, now);
    this.#move('HALF_OPEN', now, { cause: 'probe_due', scope });
  }

  leaseFor({ leaseRemainingMs, probeSuccesses }: Lease, now: number): void {
    this.#leaseUntil = now + leaseRemainingMs;
    this.#probeSuccesses = probeSuccesses;
  }

  /** Closes; unless it was reset, traffic comes back bit by bit from the moment of the closing. */
  close({ attempt, closedForMs }: Closed, now: number, scope: Scope): void {
    const recoveryMs = this.#state === 'CLOSED' ? null : now - this.#firstOpenedAt;
    this.#attempt = attempt;
    this.#closedAt = closedForMs === null ? null : now - closedForMs;
    this.ramp.end();
    if (this.#closedAt !== null) this.ramp.begin(this.#closedAt, true);
    const cause = closedForMs === null ? 'reset' : 'probe_ok';
    this.#move('CLOSED', now, { cause, scope, recoveryMs });
  }

  /** The slot of a probe is free; `isOk` counts its success. For a probe that no store knows of. */
  freeSlot(isOk: boolean, now: number): void {
    if (this.#state !== 'HALF_OPEN') return;
    this.leaseFor(
      { leaseRemainingMs: 0, probeSuccesses: this.#probeSuccesses + (isOk ? 1 : 0) },
      now,
    );
    if (this.#probeSuccesses < this.#settings.permittedNumberOfCallsInHalfOpenState) return;
    this.close({ attempt: this.#attempt, closedForMs: 0 }, now, 'local');
  }

  /** A probe of this process is over; a later one is not. */
  forgetProbe(token: string): void {
    if (this.ownProbe === token) this.ownProbe = null;
  }

  /** The next probe may go now. */
  makeDue(now: number): void {
    if (this.#state !== 'OPEN') return;
    this.#openUntil = Math.min(this.#openUntil, now);
    this.#isDueEarly = true;
  }

  /** The store did not grant the probe: asks again when what it named is over. */
  deny(shared: SharedState, now: number): void {
    this.#isDueEarly = false;
    if (this.#state === 'CLOSED') return;
    if (shared.state === 'CLOSED') {
      // Nobody else believes what this process found out alone: it comes back, carefully.
      this.close({ attempt: this.#attempt, closedForMs: 0 }, now, 'shared');
      return;
    }
    const waitMs = Math.max(LEAST_DENIAL_MS, shared.remainingMs, shared.leaseRemainingMs);
    this.openFor(waitMs, now);
    this.#leaseUntil = now + waitMs;
  }

  /** Null takes it away. */
  setOverride(request: OverrideRequest | null, now: number): void {
    const told = request ?? this.override.request;
    const isNews = this.override.set(request, now);
    this.#refresh();
    if (!isNews || told === null) return;
    const { actor, reason } = told;
    const { mode, ttlMs } = request ?? { mode: null, ttlMs: 0 };
    this.#announcer.tell(now, { kind: 'override', mode, ttlMs, actor, reason });
  }

  /** Holds until then at least; answers whether that is news. */
  holdUntil(until: number, failure: BreakerFailure | null, now: number): boolean {
    const isNews = this.hold.extend(until);
    this.#refresh();
    if (failure !== null) this.#lastFailure = failure;
    if (!isNews) return false;
    this.#announcer.tell(now, { kind: 'hold', holdMs: this.hold.remainingMs(now), failure });
    return true;
  }

  endHold(): void {
    this.hold.end();
    this.#refresh();
  }

  /** Closes at once and forgets what there was. */
  reset(now: number): void {
    this.setOverride(null, now);
    this.endHold();
    this.close({ attempt: 0, closedForMs: null }, now, 'local');
  }

  configure(settings: BreakerSettings, now: number): void {
    this.#settings = settings;
    this.evidence.configure(settings, now);
  }

  #refusal(now: number): number {
    if (this.#state === 'OPEN' && now < this.#openUntil) {
      return this.quarantine === null ? OPEN : QUARANTINED;
    }
    if (this.isProbingAt(now)) return HALF_OPEN;
    return this.hold.isSet ? HOLD : PROBE_DUE;
  }

  /** Whatever the new state is, nothing of the old one is evidence in it. */
  #move(to: BreakerState, now: number, told: Told): void {
    this.tidy(now);
    const from = this.#state;
    const inPreviousStateMs = now - this.#since;
    const window = this.evidence.snapshot(now);
    if (to !== 'HALF_OPEN') {
      this.#leaseUntil = 0;
      this.ownProbe = null;
    }
    this.#isDueEarly = false;
    this.evidence.restart();
    this.#state = to;
    this.#refresh();
    if (from === to) return;
    this.#since = now;
    const { epoch } = this;
    const attempt = this.#attempt;
    const defaults = { openMs: 0, failure: null, detectionMs: null, recoveryMs: null };
    const change = { from, to, epoch, attempt, inPreviousStateMs, window };
    this.#announcer.tell(now, { kind: 'transition', ...defaults, ...change, ...told });
  }

  #refresh(): void {
    const isFree = !this.hold.isSet && !this.ramp.isActive && this.override.request === null;
    this.#isAtRest = isFree && this.#state === 'CLOSED';
  }
}
