import type { ErrorCode } from '../core/errors.ts';
import type { RotationOutcome } from './types.ts';

/** Why a run ends before its end. */
export interface StopReason {
  readonly outcome: RotationOutcome;
  readonly message: string;
  readonly next?: readonly string[];
  readonly error?: ErrorCode;
  /** Where that is other than what was committed: null is not known. */
  readonly changed?: null;
}

/** A run ends here, for a reason that is told and not thrown. */
export class Stopped extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(reason.message);
    this.name = 'Stopped';
    this.reason = reason;
  }
}
