import { expect, test } from '@jest/globals';
import { ModelSpend } from '../../../src/access/model-spend.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const BUDGET = { id: 'k:m', model: 'm', max: 1, windowMs: 1_000 };

test('counts in windows that begin with the first charge', () => {
  const clock = new VirtualClock();
  const spend = new ModelSpend(clock);
  clock.advance(300);
  expect(spend.spent(BUDGET)).toBe(0);
  spend.charge(BUDGET, 1);
  clock.advance(999);
  spend.charge(BUDGET, 2);
  expect(spend.spent(BUDGET)).toBe(3);
  expect(spend.spent({ ...BUDGET, id: 'k:other' })).toBe(0);
  clock.advance(1);
  expect(spend.spent(BUDGET)).toBe(0);
  spend.charge(BUDGET, 5);
  expect(spend.spent(BUDGET)).toBe(5);
});

test('without a window never begins anew', () => {
  const clock = new VirtualClock();
  const spend = new ModelSpend(clock);
  const budget = { ...BUDGET, windowMs: null };
  spend.charge(budget, 1);
  clock.advance(1e12);
  expect(spend.spent(budget)).toBe(1);
});

test('drops windows that are over when there is no room', () => {
  const clock = new VirtualClock();
  const spend = new ModelSpend(clock, 2);
  for (let i = 0; i < 10; i += 1) {
    spend.charge({ ...BUDGET, id: `k:${i}` }, 1);
    clock.advance(1_000);
  }
  spend.charge(BUDGET, 1);
  expect(spend.spent(BUDGET)).toBe(1);
});
