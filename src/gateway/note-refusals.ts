import type { Operation } from '../core/llm.ts';
import { notPermittedReason } from '../resilience/breaker/not-permitted.ts';
import type { Choice } from './choose-deployment.ts';
import type { RefusalSink } from './refusal-counter.ts';
import type { Route } from './routing-table.ts';

/** A choice that was made. */
export interface ChoiceMade {
  readonly choice: Choice;
  readonly operation: Operation;
  /** Clock milliseconds. */
  readonly now: number;
}

/**
 * Counts the candidates that were passed over because of their breakers. One whose traffic is coming
 * back may just not have been picked: it counts only when nobody took the call.
 */
export function noteRefusals(
  refusals: RefusalSink,
  { candidates }: Route,
  { choice, operation, now }: ChoiceMade,
): void {
  const chosen = choice.kind === 'none' ? null : choice.candidate.deployment;
  for (const { deployment } of candidates) {
    if (deployment === chosen) continue;
    const reason = notPermittedReason(deployment.breaker(operation).peek(now));
    if (reason === null || (reason === 'RAMP' && chosen !== null)) continue;
    refusals.notPermitted(deployment.id, operation, reason);
  }
}
