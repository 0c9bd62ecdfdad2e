import { expect, test } from '@jest/globals';
import { dailyRows } from '../../../src/spend/daily-rows.ts';
import { CALLER, spendEvent } from '../../support/spend-events.ts';

test('a call has a line for everything it belongs to', () => {
  const rows = dailyRows([spendEvent()]);
  expect(rows.map(({ target, entityId }) => `${target} ${entityId}`)).toEqual([
    ...['user user-1', 'team team-1', 'global ', 'organization org-1', 'end_user customer-1'],
    ...['agent agent-1', 'tag blue', 'tag green'],
  ]);
  expect(rows[0]).toMatchObject({
    ...{ date: '2026-01-31', apiKey: CALLER.keyHash, model: 'gpt-4o-mini', modelGroup: 'small' },
    ...{ provider: 'openai', endpoint: '/chat/completions' },
    counts: {
      ...{ prompt_tokens: 100, completion_tokens: 20, spend: 0.125 },
      ...{ cache_read_input_tokens: 40, cache_creation_input_tokens: 10 },
      ...{ api_requests: 1, successful_requests: 1, failed_requests: 0 },
      ...{ total_response_time_ms: 1_500, timed_requests: 1 },
    },
  });
});

test('calls of one kind on one day share their lines', () => {
  const late = spendEvent({ startedAtMs: Date.UTC(2026, 0, 31, 23, 59) });
  const failed = spendEvent({ status: 'failure' });
  const users = dailyRows([late, failed]).filter(({ target }) => target === 'user');
  expect(users).toMatchObject([
    { counts: { api_requests: 2, successful_requests: 1, failed_requests: 1, spend: 0.125 } },
  ]);
});

test.each([
  ['day', { startedAtMs: Date.UTC(2026, 1, 1) }],
  ['model', { model: 'other' }],
  ['provider', { provider: 'other' }],
  ['kind of call', { callType: 'aembedding' }],
  ['key', { caller: { ...CALLER, keyHash: 'b' } }],
])('another %s is another line', (_what, changes) => {
  const rows = dailyRows([spendEvent(), spendEvent(changes)]);
  expect(rows.filter(({ target }) => target === 'user')).toHaveLength(2);
});

test('users and teams have a line for nobody, others have not', () => {
  const caller = { ...CALLER, userId: '', teamId: '', organizationId: '', agentId: '' };
  const rows = dailyRows([spendEvent({ caller: { ...caller, endUserId: '', tags: [''] } })]);
  expect(rows.map(({ target, entityId }) => [target, entityId])).toEqual([
    ['user', ''],
    ['team', ''],
    ['global', ''],
  ]);
});
