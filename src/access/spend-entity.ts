import type { EntityDelta } from '../db/queries/spend-add-entities.ts';

/** Whose spend it is, as the spend tables name it. */
export type SpendEntity = Pick<EntityDelta, 'target' | 'ids'>;

/** One text for one entity; different entities never share one. */
export function entityKey({ target, ids }: SpendEntity): string {
  const [first = '', second] = ids;
  // The length keeps ("a:b", "c") and ("a", "b:c") apart.
  return second === undefined
    ? `${target}:${first}`
    : `${target}:${first.length}:${first}:${second}`;
}
