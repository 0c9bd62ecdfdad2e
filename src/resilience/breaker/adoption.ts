import type { Circuit } from './circuit.ts';
import type { Decision } from './opening.ts';
import type { SharedState } from './store.ts';

/** Takes over what the store says about one breaker, in whatever order it arrives. */
export class Adoption {
  readonly #circuit: Circuit;
  #version = 0;

  constructor(circuit: Circuit) {
    this.#circuit = circuit;
  }

  /** Only what is newer than all before. Times count from `now`. */
  take(shared: SharedState, now: number, decision: Decision): void {
    if (shared.version <= this.#version) return;
    this.#version = shared.version;
    // A store that lost its memory begins again with less: what is known here is still believed.
    const isNewEpoch = shared.epoch > this.#circuit.epoch;
    if (isNewEpoch) this.#circuit.epoch = shared.epoch;
    this.#takeOverride(shared.override, now);
    const isReset = isNewEpoch && shared.state === 'CLOSED' && shared.attempt === 0;
    if (isReset) this.#circuit.endHold();
    else if (shared.holdRemainingMs > 0) {
      this.#circuit.holdUntil(now + shared.holdRemainingMs, null, now);
    }
    if (isNewEpoch) this.#takeState(shared, now, decision);
    else this.#takeDeadline(shared, now);
  }

  #takeState(shared: SharedState, now: number, { scope, failure }: Decision): void {
    const circuit = this.#circuit;
    const { attempt, remainingMs } = shared;
    const cause = shared.cause ?? 'rebuilt';
    if (shared.state === 'HALF_OPEN') circuit.halfOpen(shared, now, scope);
    else if (shared.state === 'OPEN') {
      circuit.open({ cause, openMs: remainingMs, attempt, scope, failure }, now);
    } else circuit.close(shared, now, scope);
  }

  /** Of a known epoch and in another state: what this process found out alone, and still believes. */
  #takeDeadline(shared: SharedState, now: number): void {
    if (shared.state !== this.#circuit.state) return;
    if (shared.state === 'OPEN') this.#circuit.openFor(shared.remainingMs, now);
    if (shared.state === 'HALF_OPEN') this.#circuit.leaseFor(shared, now);
  }

  #takeOverride(shared: SharedState['override'], now: number): void {
    if (shared === null) {
      this.#circuit.setOverride(null, now);
      return;
    }
    const { mode, actor, reason, remainingMs } = shared;
    this.#circuit.setOverride({ mode, actor, reason, ttlMs: remainingMs }, now);
  }
}
