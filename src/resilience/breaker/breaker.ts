import type { Clock } from '../../core/clock.ts';
import { Adoption } from './adoption.ts';
import { Announcer } from './announcer.ts';
import { ADMITTED_UNTRACKED, Circuit } from './circuit.ts';
import { describeBreaker } from './describe.ts';
import { UNTRACKED, type Evidence } from './evidence.ts';
import type { BreakerListener } from './events.ts';
import { NOT_PERMITTED } from './not-permitted.ts';
import { drawOpening, type Opening } from './opening.ts';
import type { Probe } from './probe.ts';
import { Probing } from './probing.ts';
import type { BreakerSettings } from './settings.ts';
import { StoreLink } from './store-link.ts';
import type { BreakerStore, SharedState } from './store.ts';
import { Suspicions, quarantineReason } from './suspicion.ts';
import type {
  BreakerFailure,
  BreakerKey,
  BreakerSnapshot,
  BreakerState,
  CallKind,
  OverrideRequest,
  Permit,
  QuarantineReason,
  TripCause,
} from './types.ts';

/** What a breaker is made of. */
export interface BreakerParts {
  readonly key: BreakerKey;
  readonly settings: BreakerSettings;
  readonly store: BreakerStore;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly emit: BreakerListener;
}

/** How a stream ended that began well. */
export type StreamEnd = 'complete' | 'broken' | 'neutral';

/**
 * Stands before one deployment and lets through what has a chance. Every admitted call is settled
 * exactly once: by `onStart`, `onFailure`, `onSlow` or `onNeutral`. Only a `Probe` closes what is
 * open. `now` is clock milliseconds, read once by the caller.
 */
export class Breaker {
  readonly #parts: BreakerParts;
  readonly #announcer: Announcer;
  readonly #circuit: Circuit;
  readonly #evidence: Evidence;
  readonly #link: StoreLink;
  readonly #probing: Probing;
  readonly #suspicions = new Suspicions();
  /** `METRICS_ONLY`: what was told is not told again for as long as it would have been open. */
  #toldUntil = 0;

  constructor(parts: BreakerParts) {
    const { clock, store, random } = parts;
    this.#parts = parts;
    const announcer = new Announcer(parts.key, parts.emit);
    const circuit = new Circuit(parts.settings, announcer, clock.now());
    const link = new StoreLink({ clock, announcer, adoption: new Adoption(circuit) });
    const hold = (failure: BreakerFailure, now: number) => this.#hold(failure, now);
    this.#probing = new Probing({ circuit, announcer, link, store, clock, random, hold });
    this.#announcer = announcer;
    this.#circuit = circuit;
    this.#evidence = circuit.evidence;
    this.#link = link;
  }

  /** `deployment:operation`. */
  get id(): string {
    return this.#announcer.id;
  }

  get key(): BreakerKey {
    return this.#announcer.key;
  }

  get settings(): BreakerSettings {
    return this.#circuit.settings;
  }

  get state(): BreakerState {
    return this.#circuit.state;
  }

  /** The version of the last transition that everybody knows of. */
  get epoch(): number {
    return this.#circuit.epoch;
  }

  /** Why it is, or last was, open; null when it never was. */
  get cause(): TripCause | null {
    return this.#circuit.cause;
  }

  /** What `tryAcquirePermit` would say, taking nothing: 0, or a code; `RAMP`: perhaps. */
  peek(now: number): number {
    if (this.#circuit.isAtRest) return 0;
    return Math.min(0, this.#circuit.peek(now));
  }

  /** A permit to settle, or a code of `NOT_PERMITTED`. Allocates nothing. */
  tryAcquirePermit(now: number, kind: CallKind): Permit {
    return this.#circuit.isAtRest ? this.#evidence.enter(now, kind) : this.#admit(now, kind, false);
  }

  /** The same for a call that nothing else could take: traffic that is coming back includes it. */
  tryAcquireLastResort(now: number, kind: CallKind): Permit {
    return this.#circuit.isAtRest ? this.#evidence.enter(now, kind) : this.#admit(now, kind, true);
  }

  /**
   * Asks for the right to probe, after `PROBE_DUE`; `limitMs` is how long the call may take,
   * Infinity where the settings' `probeTimeoutMs` is to say. Null
   * when it is somebody else's. Never rejects.
   */
  acquireProbe(now: number, kind: CallKind, limitMs: number): Promise<Probe | null> {
    return this.#probing.acquire(now, kind, limitMs);
  }

  /** The first content token came, `ttftMs` after the call, or the whole answer. */
  onStart(permit: Permit, now: number, ttftMs: number): void {
    if (this.#leave(permit, now) < 0) return;
    const isSlow = this.#evidence.addStart(permit, now, ttftMs);
    if (!this.#suspicions.isEmpty) this.#suspicions.clear();
    if (!this.#circuit.isAtRest) this.#circuit.ramp.addSuccess();
    if (isSlow) this.#evaluate(now, null);
  }

  /** The call failed before it began to answer. */
  onFailure(permit: Permit, now: number, failure: BreakerFailure): void {
    const age = this.#leave(permit, now);
    if (age < 0) return;
    if (failure.verdict === 'hold') this.#hold(failure, now);
    else if (failure.verdict === 'quarantine') this.#suspect(failure, now);
    else {
      this.#evidence.addFailure(now, age, failure);
      if (!this.#circuit.isAtRest && this.#circuit.ramp.addFailure()) {
        this.#trip('ramp', failure, now);
      } else this.#evaluate(now, failure);
    }
  }

  /** The client left a stream that had been silent for longer than the slow limit. */
  onSlow(permit: Permit, now: number): void {
    if (this.#leave(permit, now) < 0) return;
    this.#evidence.addSlow(now);
    this.#evaluate(now, null);
  }

  /** The call ended in a way that says nothing about the upstream. */
  onNeutral(permit: Permit, now: number): void {
    this.#evidence.leave(permit, now);
  }

  /** A stream ended after `onStart`; `failure` is why, where it broke. */
  onStreamEnd(permit: Permit, now: number, end: StreamEnd, failure?: BreakerFailure): void {
    if (end !== 'broken' || !this.#evidence.isCurrent(permit)) return;
    this.#circuit.tidy(now);
    this.#evidence.addBrokenStream(now);
    this.#evaluate(now, failure ?? null);
  }

  /** The share of calls that it takes: 0 when none, 1 when all. */
  weight(now: number): number {
    const code = this.peek(now);
    if (code === NOT_PERMITTED.RAMP) return this.#circuit.ramp.fraction(now, this.settings);
    return code === 0 ? 1 : 0;
  }

  /** Until it may take a call or a probe; 0 when it may now. */
  retryAfterMs(now: number): number {
    const code = this.peek(now);
    if (code === NOT_PERMITTED.FORCED_OPEN) return this.#circuit.override.remainingMs(now);
    if (code === NOT_PERMITTED.RAMP || code === 0) return 0;
    return this.#circuit.probeInMs(now);
  }

  /** Everything there is to see. */
  snapshot(now: number): BreakerSnapshot {
    return describeBreaker(this.key, this.#circuit, { now, weight: this.weight(now) });
  }

  /** Takes on new settings, and a new credential, which is not the one that was refused. */
  configure(settings: BreakerSettings, now: number, key: BreakerKey = this.key): void {
    if (settings !== this.settings) this.#circuit.configure(settings, now);
    const isNewCredential = key.credential !== this.key.credential;
    this.#announcer.key = key;
    if (isNewCredential && this.#circuit.quarantine !== null) this.#circuit.makeDue(now);
  }

  /** Takes over what the store told, if it is news. */
  adopt(shared: SharedState, now: number): void {
    this.#link.hear(shared, now);
  }

  /** Decides what no call decides: silence, and the end of what an operator set. */
  tick(now: number): void {
    this.#circuit.tidy(now);
    this.#evaluate(now, null);
  }

  /** Holds as another breaker of the same credential does. */
  shareHold(untilMs: number, now: number): void {
    if (this.#circuit.holdUntil(untilMs, null, now)) this.#tellHold(now);
  }

  /** Opens as another breaker of the same credential did. */
  shareQuarantine(reason: QuarantineReason, failure: BreakerFailure | null, now: number): void {
    if (this.#mayTrip(reason, failure, now)) {
      void this.#open({ ...this.#draw(reason, failure, now), scope: 'shared' }, now);
    }
  }

  /** What another breaker of the same credential was quarantined for has been mended. */
  endQuarantine(reason: QuarantineReason, now: number): void {
    if (this.#circuit.quarantine === reason) this.#circuit.makeDue(now);
  }

  /** Sets an operator's state; null takes it away. In force when the promise resolves. */
  async override(request: OverrideRequest | null): Promise<void> {
    const { store, clock } = this.#parts;
    const isTold = await this.#link.tell(() => store.override(this.id, request), false);
    if (!isTold) this.#circuit.setOverride(request, clock.now());
  }

  /** Closes at once and forgets trips, holds and overrides. */
  async reset(): Promise<void> {
    const { store, clock } = this.#parts;
    this.#suspicions.clear();
    if (await this.#link.tell(() => store.reset(this.id))) return;
    this.#circuit.reset(clock.now());
  }

  /** Opens a closed breaker for `ms`; one that is not closed stays as it is. */
  async trip(ms: number, reason: string): Promise<void> {
    if (this.state !== 'CLOSED') return;
    const now = this.#parts.clock.now();
    const failure = manualFailure(reason);
    await this.#open({ ...this.#draw('manual', failure, now), openMs: ms }, now);
  }

  #admit(now: number, kind: CallKind, isLastResort: boolean): Permit {
    const code = this.#circuit.admit(now, isLastResort);
    if (code < 0) return code;
    return code === ADMITTED_UNTRACKED ? UNTRACKED : this.#evidence.enter(now, kind);
  }

  /** Counts a call out. What has had its time must not decide about what it proves. */
  #leave(permit: Permit, now: number): number {
    const age = this.#evidence.leave(permit, now);
    if (age >= 0) this.#circuit.tidy(now);
    return age;
  }

  #evaluate(now: number, failure: BreakerFailure | null): void {
    if (this.state !== 'CLOSED') return;
    const cause = this.#evidence.findTrip(now);
    if (cause !== null) this.#trip(cause, failure, now);
  }

  #suspect(failure: BreakerFailure, now: number): void {
    const reason = quarantineReason(failure.failureClass);
    if (reason === null || !this.#suspicions.confirm(reason, now, this.settings)) return;
    this.#trip(reason, failure, now);
  }

  #trip(cause: TripCause, failure: BreakerFailure | null, now: number): void {
    if (!this.#mayTrip(cause, failure, now)) return;
    void this.#open(this.#draw(cause, failure, now), now);
  }

  /** Tells what it would do, where that is all it does. */
  #mayTrip(cause: TripCause, failure: BreakerFailure | null, now: number): boolean {
    if (this.state !== 'CLOSED') return false;
    const { mode } = this.#circuit.override;
    if (mode === 'FORCED_CLOSED' || mode === 'DISABLED') return false;
    if (!this.#circuit.isOnlyWatching) return true;
    if (now >= this.#toldUntil) {
      this.#toldUntil = now + this.#draw(cause, failure, now).openMs;
      this.#announcer.tell(now, { kind: 'would_trip', cause });
    }
    return false;
  }

  /** This process stops at once; the others hear of it. */
  async #open(opening: Opening, now: number): Promise<void> {
    const { cause, openMs, attempt, failure } = opening;
    const { epoch } = this;
    const origin = this.#evidence.originOf(cause, now);
    this.#circuit.open(opening, now);
    const { store } = this.#parts;
    const report = { epoch, cause, openMs, attempt, origin };
    await this.#link.ask(() => store.report(this.id, report), failure);
  }

  #draw(cause: TripCause, failure: BreakerFailure | null, now: number): Opening {
    const { random } = this.#parts;
    const attempt = this.#circuit.attemptAt(now);
    return drawOpening({ cause, failure, attempt, settings: this.settings, random });
  }

  #hold(failure: BreakerFailure, now: number): void {
    const { random } = this.#parts;
    const { retryAfterMs } = failure;
    const until = this.#circuit.hold.untilFor({ now, retryAfterMs, random }, this.settings);
    if (this.#circuit.holdUntil(until, failure, now)) this.#tellHold(now);
  }

  #tellHold(now: number): void {
    if (this.#circuit.isOnlyWatching) return;
    const { store } = this.#parts;
    const holdMs = this.#circuit.hold.remainingMs(now);
    void this.#link.tell(() => store.hold(this.id, holdMs), false);
  }
}

/** An operator's reason, as the others are kept. */
function manualFailure(reason: string): BreakerFailure {
  return {
    verdict: 'failure',
    failureClass: 'unknown',
    origin: 'local',
    reason,
    httpStatus: null,
    retryAfterMs: null,
    upstreamRequestId: null,
  };
}
