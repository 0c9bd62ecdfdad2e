import { meetServer } from './connect.ts';
import { objectionTo } from './judge.ts';
import { makePlan, type Planned } from './plan.ts';
import { reasonFor, reportOf } from './report.ts';
import { nothingToDo } from './run-rotation.ts';
import { RotationRun } from './rotation-run.ts';
import type { StopReason } from './stopped.ts';
import type { RotationInput, RotationReport } from './types.ts';

/** Looks at everything and writes nothing: what a rotation would find, and whether it would go on. */
export async function planRotation(input: RotationInput): Promise<RotationReport> {
  return lookOnly(input, (planned) => judge(planned, input));
}

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
    await input.session.rollback();
    const reason = reasonFor(thrown);
    if (reason === null) throw thrown;
    return reportOf(run, null, reason);
  }
}

const LONG_SECONDS = 600;

function judge(planned: Planned, input: RotationInput): StopReason {
  const objection = objectionTo(planned, input);
  if (objection !== null) return objection;
  const { total, plan } = planned;
  if (input.keys.next !== null && total.due === 0) return nothingToDo(planned);
  return {
    outcome: 'planned',
    message: `${total.old} of ${total.values} values are on an old key; it will take about ${plan.estimate.seconds} s`,
    next: stepsAfter(planned, input),
  };
}

function stepsAfter({ plan }: Planned, { options }: RotationInput): string[] {
  const steps = [`\`llmgw reencrypt-db run --confirm ${plan.confirmToken}\` rewrites them`];
  if (plan.liveSessions.length > 0) steps.unshift('stop LiteLLM first: it is connected');
  if (plan.estimate.seconds > LONG_SECONDS && options.mode === 'atomic') {
    steps.push('writers would wait for that long: consider --mode online');
  }
  return steps;
}
