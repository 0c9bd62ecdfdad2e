import type { EntityDelta } from '../db/queries/spend-add-entities.ts';

/** Whose spend it is, as the spend tables name it. */
export type SpendEntity = Pick<EntityDelta, 'target' | 'ids'>;

/** The row of LiteLLM that counts what everybody together spends; it exists where a limit is set. */
export const WHOLE_PROXY: SpendEntity = { target: 'user', ids: ['litellm-proxy-budget'] };

/** One text for one entity; different entities never share one. */
export function entityKey({ target, ids }: SpendEntity): string {
  const [first = '', second] = ids;
  // The length keeps ("a:b", "c") and ("a", "b:c") apart.
  return second === undefined
    ? `${target}:${first}`
    : `${target}:${first.length}:${first}:${second}`;
}
