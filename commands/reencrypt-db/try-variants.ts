import { SaltKey } from '../../src/crypto/salt-key.ts';
import { planRotation } from '../../src/rotation/plan-rotation.ts';
import type { RotationReport } from '../../src/rotation/types.ts';
import type { NamedKey } from './key-sources.ts';
import { keyVariants, type KeyVariant } from './key-variants.ts';
import { isDue } from './exit-of.ts';
import { rotate, type Job } from './rotate.ts';

/**
 * When the old keys open nothing: whether a harmless variant of one does. The report then says which
 * variant, never the key.
 */
export async function tryVariants(
  report: RotationReport,
  given: readonly NamedKey[],
  job: Job,
): Promise<RotationReport> {
  if (report.outcome !== 'key-proof-failed') return report;
  for (const { key, origin } of given) {
    for (const variant of keyVariants(key)) {
      if (await opensSomething(variant, job)) return withVariant(report, origin, variant);
    }
  }
  return report;
}

async function opensSomething({ key }: KeyVariant, job: Job): Promise<boolean> {
  const old = [await SaltKey.from(key)];
  const options = { ...job.options, scan: false };
  const report = await rotate({ ...job, options, keys: { old, next: null } }, planRotation);
  return isDue(report);
}

function withVariant(report: RotationReport, origin: string, { how }: KeyVariant): RotationReport {
  const step = `the key of ${origin} opens the values when it is taken ${how}: correct it there`;
  return { ...report, next: [step, ...report.next] };
}
