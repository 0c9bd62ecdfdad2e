import type { Clock, TimerHandle } from '../../core/clock.ts';
import type { ProbeVerdict } from './store.ts';
import type { BreakerFailure, CallKind } from './types.ts';

/** What came of a verdict: it counted, or the right to decide was somebody else's by then. */
export type Settled = 'applied' | 'fenced';

/** How an attempt to keep the lease went. */
export type Renewal =
  | 'renewed'
  /** Somebody else may have it. */
  | 'lost'
  /** The store did not answer: the lease lasts as long as it was last known to. */
  | 'unknown';

/** A right that ends unless it is renewed. */
export interface ProbeLease {
  readonly leaseMs: number;
  /** Clock milliseconds at which the granted command was sent: it cannot have begun sooner. */
  readonly grantedAt: number;
  readonly renew: () => Promise<Renewal>;
  readonly onLost: () => void;
}

/** What a probe is made of. */
export interface ProbeParts {
  readonly token: string;
  readonly epoch: number;
  readonly kind: CallKind;
  readonly clock: Clock;
  /** Milliseconds from now until the probe has failed by itself. */
  readonly limitMs: number;
  /** Null for a probe that no store knows of. */
  readonly lease: ProbeLease | null;
  readonly settle: (verdict: ProbeVerdict, failure: BreakerFailure | null) => Promise<Settled>;
}

/** Why a probe aborts that took too long; losing the lease has no such reason. */
export const RAN_OUT = 'ran out of time';

const LONGEST_MARGIN_MS = 1_000;

const HUNG: BreakerFailure = {
  verdict: 'failure',
  failureClass: 'timeout',
  origin: 'local',
  reason: 'the probe ran out of time',
  httpStatus: null,
  retryAfterMs: null,
  upstreamRequestId: null,
};

/**
 * The one call that may find out whether the upstream is well again. Keeps its lease while it runs
 * and aborts itself when it cannot, so that no second probe runs beside it; fails by itself when it
 * takes too long, so that nothing waits for it for ever.
 */
export class Probe {
  readonly token: string;
  readonly epoch: number;
  readonly kind: CallKind;
  readonly #clock: Clock;
  readonly #settle: ProbeParts['settle'];
  readonly #abort = new AbortController();
  readonly #limit: TimerHandle;
  #renewal: TimerHandle | null = null;
  #expiry: TimerHandle | null = null;
  #settled: Promise<Settled> | null = null;
  #ignored = 0;

  constructor(parts: ProbeParts) {
    this.token = parts.token;
    this.epoch = parts.epoch;
    this.kind = parts.kind;
    this.#clock = parts.clock;
    this.#settle = parts.settle;
    this.#limit = parts.clock.setTimer(parts.limitMs, () => this.#runOut());
    if (parts.lease !== null) this.#keep(parts.lease, parts.lease.grantedAt);
  }

  /** Aborts when the call must end: its time is over, or the right to be the only one is. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Verdicts that came after the first. */
  get ignored(): number {
    return this.#ignored;
  }

  /**
   * Says what the call found; `failure` is why, where it failed. Only the first verdict counts.
   * `fenced`: too late, somebody else decides. Never rejects.
   */
  settle(verdict: ProbeVerdict, failure?: BreakerFailure): Promise<Settled> {
    if (this.#settled !== null) {
      this.#ignored++;
      return this.#settled;
    }
    this.#stop();
    this.#settled = this.#settle(verdict, failure ?? null);
    return this.#settled;
  }

  #runOut(): void {
    void this.settle('fail', HUNG);
    this.#abort.abort(RAN_OUT);
  }

  /** Renews every third of the lease; gives up a little before the lease may be somebody else's. */
  #keep(lease: ProbeLease, sentAt: number): void {
    const { leaseMs } = lease;
    const now = this.#clock.now();
    const endsAt = sentAt + leaseMs - Math.min(LONGEST_MARGIN_MS, leaseMs / 4);
    this.#expiry?.cancel();
    this.#expiry = this.#clock.setTimer(endsAt - now, () => this.#lose(lease));
    this.#renewal = this.#clock.setTimer(leaseMs / 3, () => void this.#renew(lease));
  }

  async #renew(lease: ProbeLease): Promise<void> {
    const sentAt = this.#clock.now();
    const renewal = await lease.renew();
    if (this.#settled !== null || this.signal.aborted) return;
    if (renewal === 'renewed') this.#keep(lease, sentAt);
    else if (renewal === 'lost') this.#lose(lease);
    else this.#renewal = this.#clock.setTimer(lease.leaseMs / 3, () => void this.#renew(lease));
  }

  #lose(lease: ProbeLease): void {
    this.#stop();
    lease.onLost();
    this.#abort.abort();
  }

  #stop(): void {
    this.#limit.cancel();
    this.#renewal?.cancel();
    this.#expiry?.cancel();
  }
}
