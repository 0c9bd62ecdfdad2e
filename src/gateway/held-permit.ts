import type { LlmRequest } from '../core/llm.ts';
import type { Breaker } from '../resilience/breaker/breaker.ts';
import type { Probe } from '../resilience/breaker/probe.ts';
import type { BreakerFailure, CallKind, Permit } from '../resilience/breaker/types.ts';
import { judge, type CallEnding } from '../resilience/outcome.ts';
import type { Candidate } from './deployment.ts';

/** What a permit is made of. */
export interface PermitParts {
  readonly candidate: Candidate;
  readonly breaker: Breaker;
  readonly kind: CallKind;
  /** For an ordinary call; a probe has none, nor has a call that asks nobody (`permitAnyway`). */
  readonly permit: Permit | null;
  readonly probe: Probe | null;
  /** It was given a place among the parallel calls; the others always are. */
  readonly hasPlace?: boolean;
}

/**
 * The right to call one deployment once: the breaker's permit or its probe, and a place among its
 * parallel calls. Told at most once how the call began and once how it ended; what comes twice is
 * ignored, so that no path can give back more than it took.
 */
export class HeldPermit {
  readonly candidate: Candidate;
  readonly probe: Probe | null;
  readonly #breaker: Breaker;
  readonly #kind: CallKind;
  readonly #permit: Permit | null;
  readonly #hasPlace: boolean;
  #begun = false;
  #ended = false;
  #settled: Promise<unknown> | null = null;

  constructor(parts: PermitParts) {
    this.candidate = parts.candidate;
    this.probe = parts.probe;
    this.#breaker = parts.breaker;
    this.#kind = parts.kind;
    this.#permit = parts.permit;
    this.#hasPlace = parts.hasPlace ?? (parts.permit !== null || parts.probe !== null);
  }

  /** The first content token of a stream came, or the whole answer: the verdict is in. */
  started(now: number, ttftMs: number): void {
    if (this.#begun || this.#ended) return;
    this.#begun = true;
    if (this.#permit !== null) this.#breaker.onStart(this.#permit, now, ttftMs);
    else if (this.#breaker.settings.probeSuccessAt === 'first_token') this.#settle('ok');
  }

  /** The answer is complete. */
  completed(now: number, tookMs: number): void {
    if (this.#ended) return;
    this.started(now, tookMs);
    this.#ended = true;
    this.#leave();
    if (this.probe !== null) this.#settle('ok');
    else this.#endStream(now, 'complete');
  }

  /** Ended by us, for reasons that say nothing about the upstream. */
  cancelled(now: number): void {
    this.failed(now, { kind: 'cancelled' });
  }

  /** Resolves when everybody knows what a probe found; null for an ordinary call. */
  get settled(): Promise<unknown> | null {
    return this.#settled;
  }

  /** Without a first token for longer than this, a call is slow; whole answers never are. */
  get slowMs(): number {
    const { slowCallDurationThresholdMs } = this.#breaker.settings;
    return this.#kind === 'stream' ? slowCallDurationThresholdMs : Infinity;
  }

  /** The call failed or was left, before or after its first token. */
  failed(now: number, ending: CallEnding): void {
    if (this.#ended) return;
    const judgement = judge(ending);
    if (this.#begun) {
      const failure = 'failureClass' in judgement ? judgement : undefined;
      this.#endEarly(now, failure === undefined ? 'neutral' : 'broken', failure);
      return;
    }
    this.#ended = true;
    this.#leave();
    if ('failureClass' in judgement) this.#fail(now, judgement);
    else if (this.probe !== null) this.#settle('neutral');
    else if (this.#permit !== null) {
      if (judgement.verdict === 'slow') this.#breaker.onSlow(this.#permit, now);
      else this.#breaker.onNeutral(this.#permit, now);
    }
  }

  #fail(now: number, failure: BreakerFailure): void {
    if (this.#permit !== null) this.#breaker.onFailure(this.#permit, now, failure);
    else this.#settle('fail', failure);
  }

  #endEarly(now: number, end: 'broken' | 'neutral', failure?: BreakerFailure): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leave();
    if (this.probe === null) this.#endStream(now, end, failure);
    else if (end === 'broken') this.#settle('fail', failure);
    else this.#settle('neutral');
  }

  #endStream(now: number, end: 'complete' | 'broken' | 'neutral', failure?: BreakerFailure): void {
    if (this.#permit === null || this.#kind !== 'stream') return;
    this.#breaker.onStreamEnd(this.#permit, now, end, failure);
  }

  #leave(): void {
    if (!this.#hasPlace) return;
    this.candidate.deployment.state.queue.leave();
  }

  /** A probe that was settled ignores what comes later. */
  #settle(verdict: 'ok' | 'fail' | 'neutral', failure?: BreakerFailure): void {
    this.#settled ??= this.probe?.settle(verdict, failure) ?? null;
  }
}

/** Takes a place and a permit for an ordinary call; null when either is refused. */
export function holdPermit(
  candidate: Candidate,
  request: LlmRequest,
  now: number,
): HeldPermit | null {
  const { deployment } = candidate;
  const kind = request.stream ? 'stream' : 'whole';
  if (!deployment.state.queue.tryEnter()) return null;
  const breaker = deployment.breaker(request.operation);
  const permit = breaker.tryAcquirePermit(now, kind);
  if (permit >= 0) return new HeldPermit({ candidate, breaker, kind, permit, probe: null });
  deployment.state.queue.leave();
  return null;
}

/** For calls that go whatever the breaker says, and teach it nothing. */
export function permitAnyway(
  candidate: Candidate,
  request: LlmRequest,
  { hasPlace }: { readonly hasPlace: boolean },
): HeldPermit {
  const breaker = candidate.deployment.breaker(request.operation);
  const kind = request.stream ? 'stream' : 'whole';
  return new HeldPermit({ candidate, breaker, kind, permit: null, probe: null, hasPlace });
}
