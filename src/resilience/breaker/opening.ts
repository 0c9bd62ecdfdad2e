import type { TransitionEvent } from './events.ts';
import { openTimeMs } from './open-time.ts';
import type { BreakerSettings } from './settings.ts';
import { quarantineReason } from './suspicion.ts';
import type { BreakerFailure, TripCause } from './types.ts';

/** Who decided on a state, and which failure made them. */
export interface Decision {
  readonly scope: TransitionEvent['scope'];
  readonly failure: BreakerFailure | null;
}

/** A trip. */
export interface Opening extends Decision {
  readonly cause: TripCause;
  readonly openMs: number;
  /** Trips in sequence, this one included. */
  readonly attempt: number;
}

/** What an opening is drawn from. */
export interface OpeningInput {
  readonly cause: TripCause;
  readonly failure: BreakerFailure | null;
  /** Trips in sequence before this one. */
  readonly attempt: number;
  readonly settings: BreakerSettings;
  readonly random: () => number;
}

/** How to open: for a time of its cause's range, and at least as long as the upstream asked for. */
export function drawOpening(input: OpeningInput): Opening {
  const { cause, failure, attempt, settings } = input;
  const { baseMs, maxMs } = rangeOf(cause, settings);
  const drawn = openTimeMs({ baseMs, maxMs, attempt, random: input.random() });
  const named = Math.min(failure?.retryAfterMs ?? 0, settings.holdMaxMs);
  const openMs = Math.max(drawn, named);
  return { cause, failure, openMs, attempt: attempt + 1, scope: 'local' };
}

function rangeOf(cause: TripCause, settings: BreakerSettings) {
  const reason = quarantineReason(cause);
  if (reason !== null) return settings.quarantine[reason];
  const { waitDurationInOpenStateMs: baseMs, waitDurationInOpenStateMaxMs: maxMs } = settings;
  return { baseMs, maxMs };
}
