import type { CallKind, Permit } from '../resilience/breaker/types.ts';
import type { Candidate } from './deployment.ts';
import type { Route } from './routing-table.ts';
import { selectCandidate, type Nobody, type SelectionInput } from './select-candidate.ts';

/** What choosing depends on, and what it may take. */
export interface ChoiceInput extends Omit<SelectionInput, 'refused'> {
  readonly kind: CallKind;
  /** Nothing else could take the call: a breaker that lets traffic back bit by bit lets it pass. */
  readonly lastResort: boolean;
}

/** A chosen candidate with its permit, one to probe or to wait for, or nobody and until when. */
export type Choice =
  | { readonly kind: 'chosen'; readonly candidate: Candidate; readonly permit: Permit }
  | { readonly kind: 'probe' | 'full'; readonly candidate: Candidate }
  | Nobody;

const NOTHING_REFUSED: ReadonlySet<string> = new Set();

/** Selects a candidate and takes the breaker's permit for it, which must be settled. */
export function chooseDeployment(route: Route, input: ChoiceInput): Choice {
  let refused = NOTHING_REFUSED;
  for (;;) {
    const selection = selectCandidate(route, { ...input, refused });
    if (selection.kind === 'none') return lastResort(route, input, refused, selection);
    const { kind, candidate } = selection;
    if (kind !== 'pick') return { kind, candidate };
    const breaker = candidate.deployment.breaker(input.operation);
    const permit = breaker.tryAcquirePermit(input.now, input.kind);
    if (permit >= 0) return { kind: 'chosen', candidate, permit };
    refused = new Set([...refused, candidate.deployment.id]);
  }
}

/** A share of the traffic is for those who have somewhere else to go. */
function lastResort(
  route: Route,
  input: ChoiceInput,
  refused: ReadonlySet<string>,
  nobody: Nobody,
): Choice {
  if (!input.lastResort || refused.size === 0) return nobody;
  const candidate = route.candidates.find(({ deployment }) => refused.has(deployment.id));
  if (candidate === undefined) return nobody;
  const breaker = candidate.deployment.breaker(input.operation);
  const permit = breaker.tryAcquireLastResort(input.now, input.kind);
  return permit >= 0 ? { kind: 'chosen', candidate, permit } : nobody;
}
