import type { ErrorCode } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { RotationOutcome, RotationReport } from '../../src/rotation/types.ts';
import type { Action } from './reencrypt-options.ts';

/** How the command ends: quietly with a code, or with an error that says why. */
export type Ending = { readonly code: ExitCode } | { readonly error: ErrorCode };

const ENDINGS: Readonly<Record<RotationOutcome, Ending>> = {
  done: { code: EXIT.ok },
  'nothing-to-do': { code: EXIT.ok },
  planned: { code: EXIT.ok },
  'done-with-skips': { error: 'E_PARTIAL' },
  partial: { error: 'E_PARTIAL' },
  'key-proof-failed': { error: 'E_REFUSED' },
  undecryptable: { error: 'E_REFUSED' },
  uncatalogued: { error: 'E_REFUSED' },
  refused: { error: 'E_REFUSED' },
  busy: { error: 'E_BUSY' },
  unreachable: { error: 'E_UNREACHABLE' },
  'verification-failed': { error: 'E_FAILED' },
  failed: { error: 'E_FAILED' },
  interrupted: { code: EXIT.interrupted },
};

/** What the outcome of a rotation means for the process. */
export function endingOf(report: RotationReport, action: Action, wantsDifference: boolean): Ending {
  const ending = ENDINGS[report.outcome];
  const looksOnly = action === 'verify' || (action === 'plan' && wantsDifference);
  const isFine = 'code' in ending && ending.code === EXIT.ok;
  return looksOnly && isFine && isDue(report) ? { code: EXIT.warning } : ending;
}

/** Whether a value is still on an old key. */
export function isDue({ columns, plan, verify }: RotationReport): boolean {
  const counted = columns.length > 0 ? columns : (plan?.columns ?? []);
  return (verify?.oldLeft ?? 0) > 0 || counted.some(({ old }) => old > 0);
}
