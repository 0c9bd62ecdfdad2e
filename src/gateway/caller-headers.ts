import type { Usage } from '../core/llm.ts';
import type { Deployment } from './deployment.ts';
import type { Job } from './job.ts';

/** Adds what an answer tells its caller about the key's limits, the skills it got and the price. */
export function addCallerHeaders(
  headers: string[],
  { gateway, request, admission, trace }: Pick<Job, 'gateway' | 'request' | 'admission' | 'trace'>,
  answer: { readonly deployment: Deployment; readonly usage: Usage | null },
): void {
  if (admission !== null) headers.push(...admission.headers);
  if (trace.skills !== null) headers.push('x-llmgw-skills', trace.skills);
  const { deployment, usage } = answer;
  if (gateway.billing === null || usage === null) return;
  const cost = gateway.billing.costOf({ deployment, operation: request.operation, usage });
  headers.push('x-litellm-response-cost', String(cost));
}
