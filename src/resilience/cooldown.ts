import type { FailureClass } from './failure-class.ts';

/** When a deployment is put aside, and for how long. Milliseconds. */
export interface CooldownRules {
  /** Failures in sequence that are forgiven. */
  readonly allowedFails: number;
  readonly cooldownMs: number;
  readonly disabled: boolean;
}

/** What a failed attempt tells. */
export interface FailureNote {
  readonly failureClass: FailureClass;
  /** The upstream's `Retry-After`, or null. */
  readonly retryAfterMs: number | null;
  /** Whether the group has another deployment to turn to. */
  readonly hasAlternative: boolean;
}

const MAX_RETRY_AFTER_MS = 600_000;

/** Says nothing about the deployment: the caller's request was at fault. */
const NEUTRAL: ReadonlySet<FailureClass> = new Set<FailureClass>([
  'caller_fault',
  'context_window',
  'content_policy',
  'unsupported',
]);

/** The provider named the reason: counting to a limit would only burn requests. */
const AT_ONCE: ReadonlySet<FailureClass> = new Set<FailureClass>([
  'rate_limit',
  'quota',
  'credential',
  'permission',
  'model_gone',
  'region',
]);

/**
 * The time-out bench of one deployment: after too many failures in sequence, or one that names its
 * reason, the deployment is left alone for a while. A success forgives.
 */
export class Cooldown {
  #fails = 0;
  #until = 0;
  #reason: FailureClass | null = null;

  /** May the deployment be used at `now` (clock milliseconds)? */
  isAvailable(now: number): boolean {
    return now >= this.#until;
  }

  /** Milliseconds until it may be used again; 0 when it may. */
  remainingMs(now: number): number {
    return Math.max(0, this.#until - now);
  }

  /** Why it rests, or null. */
  reason(now: number): FailureClass | null {
    return this.isAvailable(now) ? null : this.#reason;
  }

  onSuccess(): void {
    this.#fails = 0;
  }

  /** Counts a failure; returns true when it began a cooldown. */
  onFailure(note: FailureNote, now: number, rules: CooldownRules): boolean {
    if (rules.disabled || NEUTRAL.has(note.failureClass)) return false;
    this.#fails++;
    const atOnce = AT_ONCE.has(note.failureClass) && note.hasAlternative;
    if (!atOnce && this.#fails <= rules.allowedFails) return false;
    const length = Math.min(note.retryAfterMs ?? rules.cooldownMs, MAX_RETRY_AFTER_MS);
    if (length <= 0) return false;
    this.#until = Math.max(this.#until, now + length);
    this.#reason = note.failureClass;
    this.#fails = 0;
    return true;
  }
}
