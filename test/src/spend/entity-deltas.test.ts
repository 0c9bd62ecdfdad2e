import { expect, test } from '@jest/globals';
import { entityDeltas } from '../../../src/spend/entity-deltas.ts';
import { CALLER, spendEvent } from '../../support/spend-events.ts';

function named(events: Parameters<typeof entityDeltas>[0]): Record<string, number> {
  const deltas = entityDeltas(events);
  return Object.fromEntries(
    deltas.map(({ target, ids, spendUsd }) => [[target, ...ids].join(' '), spendUsd]),
  );
}

test('everything a caller belongs to is counted', () => {
  expect(named([spendEvent()])).toEqual({
    [`key ${CALLER.keyHash}`]: 0.125,
    'user user-1': 0.125,
    'user litellm-proxy-budget': 0.125,
    'team team-1': 0.125,
    'team_member user-1 team-1': 0.125,
    'organization org-1': 0.125,
    'project project-1': 0.125,
    'end_user customer-1': 0.125,
    'agent agent-1': 0.125,
    'tag blue': 0.125,
    'tag green': 0.125,
  });
});

test('one delta for each, whatever separates the ids', () => {
  const event = (userId: string, teamId: string) =>
    spendEvent({ caller: { ...CALLER, userId, teamId, tags: ['x', 'x'] } });
  const sums = entityDeltas([event('a b', 'c'), event('a', 'b c'), event('a', 'b c')]);
  const members = sums.filter(({ target }) => target === 'team_member');
  expect(members.map(({ spendUsd }) => spendUsd)).toEqual([0.125, 0.25]);
  expect(sums.filter(({ target }) => target === 'tag')).toMatchObject([{ spendUsd: 0.375 }]);
});

test('a failed call shows that the key is used, and nothing else', () => {
  const event = spendEvent({ status: 'failure' });
  expect(entityDeltas([event])).toEqual([
    { target: 'key', ids: [CALLER.keyHash], spendUsd: 0, lastActiveMs: event.endedAtMs },
  ]);
});
