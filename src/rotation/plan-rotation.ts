import { nothingToDo, objectionTo } from './judge.ts';
import { lookOnly } from './look-only.ts';
import type { Planned } from './plan.ts';
import type { StopReason } from './stopped.ts';
import type { RotationInput, RotationReport } from './types.ts';

/** Looks at everything and writes nothing: what a rotation would find, and whether it would go on. */
export async function planRotation(input: RotationInput): Promise<RotationReport> {
  return lookOnly(input, (planned) => judge(planned, input));
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
