import { lookOnly } from './look-only.ts';
import type { Planned } from './plan.ts';
import type { StopReason } from './stopped.ts';
import type { RotationInput, RotationReport } from './types.ts';

/** Counts values by the key that opens them, with whatever keys are at hand. Nothing is written. */
export async function statusRotation(input: RotationInput): Promise<RotationReport> {
  const options = { ...input.options, scan: false };
  return lookOnly({ ...input, options }, conclude);
}

function conclude({ total, kids }: Planned): StopReason {
  const parts = [
    ...[...kids].map(([kid, values]) => `${values} on key ${kid}`),
    `${total.plain + total.plainSecret + total.empty} in clear`,
    `${total.closed} that none of these keys opens`,
  ];
  return { outcome: 'planned', message: `${total.values} values: ${parts.join(', ')}` };
}
