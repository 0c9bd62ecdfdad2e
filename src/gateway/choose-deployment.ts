import type { CallKind, Permit } from '../resilience/breaker/types.ts';
import type { Candidate } from './deployment.ts';
import type { Route } from './routing-table.ts';
import { selectCandidate, type Nobody, type SelectionInput } from './select-candidate.ts';

/** What choosing depends on, and what it may take. */
export interface ChoiceInput extends SelectionInput {
  readonly kind: CallKind;
  /** Nothing else could take the call: a breaker that lets traffic back bit by bit lets it pass. */
  readonly lastResort: boolean;
}

/** A chosen candidate with its permit, one to probe or to wait for, or nobody and until when. */
export type Choice =
  | { readonly kind: 'chosen'; readonly candidate: Candidate; readonly permit: Permit }
  | { readonly kind: 'probe' | 'full'; readonly candidate: Candidate }
  | Nobody;

/** Selects a candidate and takes the breaker's permit for it, which must be settled. */
export function chooseDeployment(route: Route, input: ChoiceInput): Choice {
  let look: SelectionInput = input;
  for (;;) {
    const selection = selectCandidate(route, look);
    if (selection.kind === 'none') return lastResort(route, input, look) ?? selection;
    const { kind, candidate } = selection;
    if (kind !== 'pick') return { kind, candidate };
    const breaker = candidate.deployment.breaker(input.operation);
    const permit = breaker.tryAcquirePermit(input.now, input.kind);
    if (permit >= 0) return { kind: 'chosen', candidate, permit };
    look = { ...input, refused: new Set([...look.refused, candidate.deployment.id]) };
  }
}

/** A share of the traffic is for those who have somewhere else to go; the others choose as always. */
function lastResort(route: Route, input: ChoiceInput, look: SelectionInput): Choice | null {
  if (!input.lastResort || look.refused.size === 0) return null;
  const selection = selectCandidate(route, input);
  if (selection.kind !== 'pick') return null;
  const { candidate } = selection;
  const breaker = candidate.deployment.breaker(input.operation);
  const permit = breaker.tryAcquireLastResort(input.now, input.kind);
  return permit >= 0 ? { kind: 'chosen', candidate, permit } : null;
}
