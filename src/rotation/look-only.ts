import { meetServer } from './connect.ts';
import { makePlan, type Planned } from './plan.ts';
import { reasonFor, reportOf } from './report.ts';
import { RotationRun } from './rotation-run.ts';
import type { StopReason } from './stopped.ts';
import type { RotationInput, RotationReport } from './types.ts';

/** Makes a plan, and lets `conclude` say what it means. Never rejects for what was to be expected. */
export async function lookOnly(
  input: RotationInput,
  conclude: (planned: Planned, run: RotationRun) => StopReason,
): Promise<RotationReport> {
  const run = new RotationRun(input);
  try {
    run.phase('connect');
    const connection = await meetServer(input);
    run.phase('plan');
    const planned = await makePlan(run, connection);
    const reason = conclude(planned, run);
    return reportOf(run, planned, reason);
  } catch (thrown) {
    await run.input.session.rollback();
    const reason = reasonFor(thrown);
    if (reason === null) throw thrown;
    return reportOf(run, null, reason);
  }
}
