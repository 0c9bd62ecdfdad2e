import { lookOnly } from './look-only.ts';
import { undecryptable } from './judge.ts';
import type { Planned } from './plan.ts';
import type { RotationRun } from './rotation-run.ts';
import { Stopped, type StopReason } from './stopped.ts';
import type { RotationInput, RotationReport } from './types.ts';

/** Counts what the new key opens, and what is left on old ones. Nothing is written. */
export async function verifyRotation(input: RotationInput): Promise<RotationReport> {
  const options = { ...input.options, scan: false };
  return lookOnly({ ...input, options }, conclude);
}

function conclude({ total, kids }: Planned, run: RotationRun): StopReason {
  const { next } = run.input.keys;
  if (next === null) {
    throw new Stopped({
      outcome: 'refused',
      message: 'there is no key to verify with',
      next: ['name the new key with --new-key-env, --new-key-file or LLMGW_NEW_SALT_KEY'],
    });
  }
  const checked = kids.get(next.kid) ?? 0;
  run.verify = { checked, bad: total.closed, oldLeft: total.old };
  if (total.old > 0) {
    return {
      outcome: 'done',
      message: `${total.old} values are on an old key still, ${checked} on the new one`,
      next: ['`llmgw reencrypt-db run` rewrites them'],
    };
  }
  if (total.closed > 0 && !run.input.options.skipUndecryptable) return undecryptable(total.closed);
  return { outcome: 'done', message: `all ${checked} values open with the new key` };
}
