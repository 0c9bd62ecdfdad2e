import { randomBytes } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import type { Announcer } from './announcer.ts';
import type { Circuit } from './circuit.ts';
import { drawOpening, type Opening } from './opening.ts';
import { NOT_PERMITTED } from './not-permitted.ts';
import { Probe, type ProbeLease, type Renewal, type Settled } from './probe.ts';
import type { StoreLink } from './store-link.ts';
import type { BreakerStore, LeaseRef, ProbeVerdict, SharedState } from './store.ts';
import { quarantineReason } from './suspicion.ts';
import type { BreakerFailure, CallKind } from './types.ts';

/** What probing is made of. */
export interface ProbingParts {
  readonly circuit: Circuit;
  readonly announcer: Announcer;
  readonly link: StoreLink;
  readonly store: BreakerStore;
  readonly clock: Clock;
  readonly random: () => number;
  /** Applies a 429 that a probe got. */
  readonly hold: (failure: BreakerFailure, now: number) => void;
}

/** A probe that may go. */
interface Granted {
  readonly ref: LeaseRef;
  /** Null where no store could be asked. */
  readonly lease: ProbeLease | null;
  readonly kind: CallKind;
  readonly limitMs: number;
}

const TOKEN_BYTES = 16;

/** Asks the store for the right to probe, and tells it what the probe found. */
export class Probing {
  readonly #parts: ProbingParts;

  constructor(parts: ProbingParts) {
    this.#parts = parts;
  }

  /** One caller at a time; the others find the slot taken. Null when the probe is not theirs. */
  async acquire(now: number, kind: CallKind, limitMs: number): Promise<Probe | null> {
    const { circuit, clock } = this.#parts;
    if (circuit.peek(now) !== NOT_PERMITTED.PROBE_DUE) return null;
    const token = randomBytes(TOKEN_BYTES).toString('hex');
    circuit.ownProbe = token;
    const grantedAt = clock.now();
    const reply = await this.#ask(token);
    if (reply !== null && !reply.ok) {
      circuit.forgetProbe(token);
      circuit.deny(reply.shared, clock.now());
      return null;
    }
    if (circuit.state === 'OPEN') this.#halfOpen(reply?.shared ?? null);
    const ref = { token, epoch: reply?.shared.epoch ?? circuit.epoch };
    const lease = reply === null ? null : this.#lease(ref, grantedAt);
    return this.#start({ ref, lease, kind, limitMs });
  }

  #ask(token: string) {
    const { circuit, link, store, announcer, clock } = this.#parts;
    const request = {
      token,
      leaseMs: circuit.settings.probeLeaseMs,
      believesOpen: circuit.state !== 'CLOSED',
      attempt: circuit.attemptAt(clock.now()),
      ...(circuit.isDueEarly ? { ignoresOpenTime: true } : {}),
    };
    return link.ask(() => store.acquire(announcer.id, request));
  }

  /** Where the store could not be asked, or knows a half-open time that this process had given up. */
  #halfOpen(shared: SharedState | null): void {
    const { circuit, clock } = this.#parts;
    const now = clock.now();
    if (shared !== null && shared.epoch < circuit.epoch) return;
    const alone = { leaseRemainingMs: 0, probeSuccesses: 0 };
    const { leaseRemainingMs, probeSuccesses } = shared ?? alone;
    const { cause } = circuit;
    const attempt = circuit.attemptAt(now);
    circuit.halfOpen({ cause, attempt, leaseRemainingMs, probeSuccesses }, now, 'local');
  }

  #start(granted: Granted): Probe {
    const { circuit, clock, announcer } = this.#parts;
    const { ref, lease, kind } = granted;
    const startedAt = clock.now();
    // The caller knows how long its call may take; without a word of it, no longer than this.
    const { probeTimeoutMs } = circuit.settings;
    const limitMs = granted.limitMs === Infinity ? probeTimeoutMs : granted.limitMs;
    announcer.tell(startedAt, { kind: 'probe_started', result: null, durationMs: 0 });
    const settle = async (verdict: ProbeVerdict, failure: BreakerFailure | null) => {
      const found = foundBy(verdict, failure);
      // Before the slot is free, or the next probe would find the upstream as busy.
      if (failure?.verdict === 'hold') this.#parts.hold(failure, clock.now());
      const settled = await this.#settle(found, failure, granted);
      this.#tellSettled(settled, found, startedAt);
      return settled;
    };
    return new Probe({ ...ref, kind, clock, limitMs, lease, settle });
  }

  #lease(ref: LeaseRef, grantedAt: number): ProbeLease {
    const { circuit, clock, announcer, link, store } = this.#parts;
    const leaseMs = circuit.settings.probeLeaseMs;
    const renew = async (): Promise<Renewal> => {
      const reply = await link.ask(() => store.renew(announcer.id, { ...ref, leaseMs }));
      if (reply === null) return 'unknown';
      return reply.ok ? 'renewed' : 'lost';
    };
    const onLost = () => {
      const now = clock.now();
      circuit.forgetProbe(ref.token);
      announcer.tell(now, { kind: 'lease_lost', result: null, durationMs: now - grantedAt });
    };
    return { leaseMs, grantedAt, renew, onLost };
  }

  /** Until the store answers, what is left of the lease keeps the slot. */
  async #settle(
    verdict: ProbeVerdict,
    failure: BreakerFailure | null,
    { ref, lease }: Pick<Granted, 'ref' | 'lease'>,
  ): Promise<Settled> {
    const { circuit, link, store, announcer, clock } = this.#parts;
    const opening = this.#drawOpening(failure);
    const isOwn = circuit.ownProbe === ref.token;
    circuit.forgetProbe(ref.token);
    if (lease !== null) {
      const { openMs, cause } = opening;
      const successesNeeded = circuit.settings.permittedNumberOfCallsInHalfOpenState;
      const settlement = { ...ref, verdict, successesNeeded, openMs, cause };
      const reply = await link.ask(() => store.settle(announcer.id, settlement), failure);
      if (reply !== null) return reply.ok ? 'applied' : 'fenced';
    }
    // Where the state has moved on, or the next probe is under way, this one decides nothing.
    if (!isOwn || circuit.ownProbe !== null) return 'fenced';
    return this.#settleAlone(verdict, opening, clock.now());
  }

  #settleAlone(verdict: ProbeVerdict, opening: Opening, now: number): Settled {
    const { circuit } = this.#parts;
    if (circuit.state !== 'HALF_OPEN') return 'fenced';
    if (verdict === 'fail') circuit.open(opening, now);
    else circuit.freeSlot(verdict === 'ok', now);
    return 'applied';
  }

  #drawOpening(failure: BreakerFailure | null): Opening {
    const { circuit, clock, random } = this.#parts;
    const { settings } = circuit;
    const isQuarantine = failure?.verdict === 'quarantine';
    const reason = isQuarantine ? quarantineReason(failure.failureClass) : null;
    const attempt = circuit.attemptAt(clock.now());
    return drawOpening({ cause: reason ?? 'probe_failed', failure, attempt, settings, random });
  }

  #tellSettled(settled: Settled, result: ProbeVerdict, startedAt: number): void {
    const { clock, announcer } = this.#parts;
    const now = clock.now();
    const kind = settled === 'applied' ? 'probe_settled' : 'probe_fenced';
    announcer.tell(now, { kind, result, durationMs: now - startedAt });
  }
}

/** Too fast is not ill: the slot is free again, and the hold keeps the next probe away. */
function foundBy(verdict: ProbeVerdict, failure: BreakerFailure | null): ProbeVerdict {
  return verdict === 'fail' && failure?.verdict === 'hold' ? 'neutral' : verdict;
}
