import { WHOLE_PROXY } from '../access/spend-entity.ts';
import type { EntityDelta, SpendTarget } from '../db/queries/spend-add-entities.ts';
import { billedUsd } from './billed.ts';
import type { SpendEvent } from './spend-event.ts';
import { storedId } from './stored-text.ts';

interface Sum {
  readonly target: SpendTarget;
  readonly ids: readonly string[];
  spendUsd: number;
  lastActiveMs: number;
}

/** What events add to the counters of keys, users, teams…: one delta for each. */
export function entityDeltas(events: readonly SpendEvent[]): EntityDelta[] {
  const sums = new Map<string, Sum>();
  for (const event of events) {
    for (const [target, ...ids] of entitiesOf(event)) addTo(sums, event, { target, ids });
  }
  return [...sums.values()].filter(({ target, spendUsd }) => spendUsd > 0 || target === 'key');
}

function addTo(
  sums: Map<string, Sum>,
  event: SpendEvent,
  { target, ids }: Pick<Sum, 'target' | 'ids'>,
): void {
  // Ids as they are stored hold no NUL.
  const key = `${target}\0${ids.join('\0')}`;
  const sum = sums.get(key) ?? { target, ids, spendUsd: 0, lastActiveMs: 0 };
  sum.spendUsd += billedUsd(event);
  sum.lastActiveMs = Math.max(sum.lastActiveMs, event.endedAtMs);
  sums.set(key, sum);
}

function* entitiesOf({ caller }: SpendEvent): Generator<[SpendTarget, ...string[]]> {
  const { keyHash, userId, teamId, organizationId, projectId, agentId } = caller;
  const single: readonly [SpendTarget, string][] = [
    ['key', keyHash],
    ['user', userId],
    ['team', teamId],
    ['organization', organizationId],
    ['project', projectId],
    ['end_user', caller.endUserId],
    ['agent', agentId],
  ];
  for (const [target, id] of single) if (id !== '') yield [target, storedId(id)];
  yield [WHOLE_PROXY.target, ...WHOLE_PROXY.ids];
  for (const tag of new Set(caller.tags.map(storedId))) if (tag !== '') yield ['tag', tag];
  if (userId !== '' && teamId !== '') yield ['team_member', storedId(userId), storedId(teamId)];
}
