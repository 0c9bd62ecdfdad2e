import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RetryBudget, type BudgetSettings } from '../../../src/resilience/retry-budget.ts';

const SETTINGS: BudgetSettings = { ratio: 0.2, minPerSecond: 3, ttlMs: 10_000 };
const NO_FLOOR: BudgetSettings = { ...SETTINGS, minPerSecond: 0 };

function depositMany(budget: RetryBudget, count: number, now: number): void {
  for (let call = 0; call < count; call++) budget.deposit(now);
}

/** Withdraws until refused; answers how often it was not. */
function drain(budget: RetryBudget, now: number): number {
  let count = 0;
  while (count < 1_000 && budget.tryWithdraw(now)) count++;
  return count;
}

describe('a retry budget', () => {
  test('grants the floor without a single call', () => {
    const budget = new RetryBudget(SETTINGS);
    expect(budget.balance(0)).toBe(30);
    expect(drain(budget, 0)).toBe(30);
    expect(budget.balance(0)).toBe(0);
  });

  test('grants a share of the first calls on top', () => {
    const budget = new RetryBudget(SETTINGS);
    depositMany(budget, 100, 5);
    expect(drain(budget, 5)).toBe(50);
  });

  test('needs a whole token: five calls earn one, four earn none', () => {
    const budget = new RetryBudget(NO_FLOOR);
    depositMany(budget, 4, 0);
    expect(budget.tryWithdraw(0)).toBe(false);
    expect(budget.balance(0)).toBeCloseTo(0.8);
    budget.deposit(0);
    expect(budget.tryWithdraw(0)).toBe(true);
    expect(budget.tryWithdraw(0)).toBe(false);
  });

  test('is not a token short where the share of a binary fraction is', () => {
    const budget = new RetryBudget({ ratio: 0.29, minPerSecond: 0, ttlMs: 10_000 });
    depositMany(budget, 100, 0);
    expect(100 * 0.29).toBeLessThan(29);
    expect(drain(budget, 0)).toBe(29);
  });

  test('forgets first calls when their time is over', () => {
    const budget = new RetryBudget(NO_FLOOR);
    depositMany(budget, 10, 0);
    expect(budget.balance(9_999)).toBe(2);
    expect(budget.balance(10_000)).toBe(0);
    expect(budget.tryWithdraw(10_000)).toBe(false);
  });

  test('forgets extra calls when their time is over', () => {
    const budget = new RetryBudget(SETTINGS);
    drain(budget, 0);
    expect(budget.tryWithdraw(9_999)).toBe(false);
    expect(drain(budget, 10_000)).toBe(30);
  });

  test('a refused call costs nothing', () => {
    const budget = new RetryBudget(NO_FLOOR);
    for (let tries = 0; tries < 50; tries++) budget.tryWithdraw(0);
    depositMany(budget, 5, 0);
    expect(budget.tryWithdraw(0)).toBe(true);
  });

  test('does not owe more than nothing while what earned its calls is forgotten first', () => {
    const budget = new RetryBudget(NO_FLOOR);
    depositMany(budget, 20, 0);
    expect(drain(budget, 9_000)).toBe(4);
    expect(budget.balance(10_000)).toBe(0);
    depositMany(budget, 20, 10_000);
    expect(budget.balance(10_000)).toBe(0);
    expect(budget.balance(19_000)).toBe(4);
  });

  test('serves hedging with other numbers: one in ten seconds, six at once', () => {
    const budget = new RetryBudget({ ratio: 0.05, minPerSecond: 0.1, ttlMs: 60_000 });
    expect(drain(budget, 0)).toBe(6);
    depositMany(budget, 40, 1_000);
    expect(drain(budget, 1_000)).toBe(2);
    expect(drain(budget, 59_999)).toBe(0);
    expect(drain(budget, 60_000)).toBe(6);
  });
});

/** Every call with its tick, looked through from the beginning each time. */
class NaiveBudget {
  readonly #settings: BudgetSettings;
  readonly #first: number[] = [];
  readonly #extra: number[] = [];

  constructor(settings: BudgetSettings) {
    this.#settings = settings;
  }

  deposit(now: number): void {
    this.#first.push(this.#tick(now));
  }

  tryWithdraw(now: number): boolean {
    if (this.balance(now) < 1 - 1e-9) return false;
    this.#extra.push(this.#tick(now));
    return true;
  }

  balance(now: number): number {
    const { ratio, minPerSecond, ttlMs } = this.#settings;
    const counts = (ticks: readonly number[]) =>
      ticks.filter((tick) => tick > this.#tick(now) - 20).length;
    const earned = (minPerSecond * ttlMs) / 1_000 + ratio * counts(this.#first);
    return Math.max(0, earned - counts(this.#extra));
  }

  #tick(now: number): number {
    return Math.floor(now / (this.#settings.ttlMs / 20));
  }
}

describe('a retry budget and a naive one', () => {
  const settings = fc.record({
    ratio: fc.constantFrom(0, 0.05, 0.2, 0.5, 1),
    minPerSecond: fc.constantFrom(0, 0.1, 1, 3),
    ttlMs: fc.constantFrom(1_000, 10_000, 60_000),
  });
  const steps = fc.array(
    fc.record({
      afterMs: fc.oneof(
        { weight: 6, arbitrary: fc.nat(50) },
        { weight: 3, arbitrary: fc.nat(5_000) },
        { weight: 1, arbitrary: fc.nat(1_000_000) },
      ),
      deposits: fc.nat(30),
      withdrawals: fc.nat(10),
    }),
    { maxLength: 60 },
  );

  test('agree on every withdrawal and every balance, whatever happens when', () => {
    fc.assert(
      fc.property(settings, steps, (chosen, taken) => {
        const budget = new RetryBudget(chosen);
        const naive = new NaiveBudget(chosen);
        let now = 0;
        for (const { afterMs, deposits, withdrawals } of taken) {
          now += afterMs;
          for (let count = 0; count < deposits; count++) {
            budget.deposit(now);
            naive.deposit(now);
          }
          for (let count = 0; count < withdrawals; count++) {
            expect(budget.tryWithdraw(now)).toBe(naive.tryWithdraw(now));
          }
          expect(budget.balance(now)).toBeCloseTo(naive.balance(now), 6);
        }
      }),
    );
  });
});
