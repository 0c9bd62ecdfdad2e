import { describe, expect, test } from '@jest/globals';
import { AdmittedCall } from '../../../src/access/admitted-call.ts';
import { KnownKey } from '../../../src/access/known-key.ts';
import { MemoryLimitStore } from '../../../src/access/limit-store.ts';
import { ModelSpend } from '../../../src/access/model-spend.ts';
import { SpendAccount } from '../../../src/access/spend-account.ts';
import { keyRecord, limits } from '../../support/access-rows.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const MODEL_BUDGET = { id: 'k:m', model: 'm', max: 1, windowMs: null };

function rig(given: Parameters<typeof keyRecord>[0] = {}, free = false) {
  const clock = new VirtualClock();
  const counters = {
    clock,
    limits: new MemoryLimitStore(clock),
    modelSpend: new ModelSpend(clock),
  };
  const key = new KnownKey(keyRecord(given), 0);
  const account = new SpendAccount();
  const budgets = key.budgets.map((rule) => ({ rule, account }));
  for (const { rule } of budgets) account.observe(rule.row);
  const { caller, rates } = key;
  const enter = (): AdmittedCall =>
    new AdmittedCall(counters, { caller, rates, budgets, modelBudget: MODEL_BUDGET, free });
  return { ...counters, account, enter, rate: rates[0]?.id ?? '' };
}

test('a call takes its places at once, and gives them back once', () => {
  const { enter, account, limits: store, modelSpend, rate } = rig({ limits: limits({ rpm: 9 }) });
  const call = enter();
  expect(store.usage(rate)).toMatchObject({ requests: 1, parallel: 1 });
  for (let i = 0; i < 3; i += 1) call.settle({ totalTokens: 10, costUsd: 0.5 });
  expect(store.usage(rate)).toMatchObject({ requests: 1, parallel: 0, tokens: 10 });
  expect(account.spent(0)).toBe(0.5);
  expect(modelSpend.spent(MODEL_BUDGET)).toBe(0.5);
});

test('what later calls are expected to cost is held back while they run', () => {
  const { enter, account } = rig();
  enter().settle({ totalTokens: 1, costUsd: 0.5 });
  const call = enter();
  expect(account.reserved).toBe(0.5);
  call.settle({ totalTokens: 0, costUsd: 0 });
  expect(account.reserved).toBe(0);
  expect(account.averageCost).toBe(0.5);
});

test('a call that costs nothing holds nothing back', () => {
  const { enter, account } = rig({}, true);
  account.learn(5);
  enter();
  expect(account.reserved).toBe(0);
});

describe('settlements that make no sense', () => {
  test.each([[Number.NaN], [-5], [Number.POSITIVE_INFINITY]])('%d is nothing', (value) => {
    const { enter, account, limits: store, rate } = rig({ limits: limits({ tpm: 9 }) });
    enter().settle({ totalTokens: value, costUsd: value });
    expect(store.usage(rate)).toMatchObject({ tokens: 0, parallel: 0 });
    expect(account.spent(0)).toBe(0);
  });
});

test('headers tell the state when they are asked for', () => {
  const { enter } = rig({ spend: 1, limits: limits({ rpm: 2, maxBudget: 3 }) });
  const first = enter();
  enter();
  expect(first.headers).toEqual([
    ...[
      'x-litellm-key-max-budget',
      '3',
      'x-litellm-key-spend',
      '1',
      'x-litellm-key-rpm-limit',
      '2',
    ],
    ...['x-ratelimit-api_key-limit-requests', '2', 'x-ratelimit-api_key-remaining-requests', '0'],
  ]);
});
