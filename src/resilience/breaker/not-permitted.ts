/** Why a call was not admitted: the negative values of a permit. */
export const NOT_PERMITTED = {
  /** Open, and its time is not over. */
  OPEN: -1,
  /** Somebody else's probe is under way. */
  HALF_OPEN: -2,
  /** The time is over: the caller may ask for the probe (`acquireProbe`). */
  PROBE_DUE: -3,
  /** The upstream named a time (429) and it is not over. */
  HOLD: -4,
  /** Traffic is coming back bit by bit, and this call is not of the share. */
  RAMP: -5,
  FORCED_OPEN: -6,
  /** Open for a reason that waiting does not mend. */
  QUARANTINED: -7,
} as const;

/** A name of `NOT_PERMITTED`. */
export type NotPermittedReason = keyof typeof NOT_PERMITTED;

const NAMES: readonly NotPermittedReason[] = [
  'OPEN',
  'HALF_OPEN',
  'PROBE_DUE',
  'HOLD',
  'RAMP',
  'FORCED_OPEN',
  'QUARANTINED',
];

/** The name of a negative permit; null for one that admits. */
export function notPermittedReason(permit: number): NotPermittedReason | null {
  return permit >= 0 ? null : (NAMES[-permit - 1] ?? null);
}
