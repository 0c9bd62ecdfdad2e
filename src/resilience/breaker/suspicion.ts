import type { FailureClass } from '../failure.ts';
import type { BreakerSettings } from './settings.ts';
import type { QuarantineReason, TripCause } from './types.ts';

const REASONS: readonly QuarantineReason[] = [
  'credential',
  'permission',
  'quota',
  'model_gone',
  'region',
];

/** The quarantine that a class of failure, or a cause of opening, names; null when it names none. */
export function quarantineReason(name: FailureClass | TripCause | null): QuarantineReason | null {
  return REASONS.find((reason) => reason === name) ?? null;
}

/** Whether the reason lies with the credential, so that all who use it have it. */
export function isOfCredential(reason: QuarantineReason | null): boolean {
  return reason === 'credential' || reason === 'quota';
}

interface Suspect {
  count: number;
  since: number;
}

/** Failures that point to a quarantine, until there are enough of them. */
export class Suspicions {
  readonly #suspects = new Map<QuarantineReason, Suspect>();

  get isEmpty(): boolean {
    return this.#suspects.size === 0;
  }

  /** Counts one; answers whether that confirms it. */
  confirm(reason: QuarantineReason, now: number, settings: BreakerSettings): boolean {
    const former = this.#suspects.get(reason);
    const isFresh = former !== undefined && now - former.since <= settings.quarantineWindowMs;
    const count = isFresh ? former.count + 1 : 1;
    if (count >= settings.quarantine[reason].confirmations) {
      this.#suspects.delete(reason);
      return true;
    }
    this.#suspects.set(reason, { count, since: isFresh ? former.since : now });
    return false;
  }

  /** A call that goes well clears them all: what is wrong for good fails every call. */
  clear(): void {
    this.#suspects.clear();
  }
}
