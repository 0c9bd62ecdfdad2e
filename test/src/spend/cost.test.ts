import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { costOf } from '../../../src/spend/cost.ts';
import type { Price } from '../../../src/spend/prices/price-table.ts';
import type { BilledUsage } from '../../../src/spend/spend-event.ts';

const PRICE: Price = {
  inputPerToken: 4,
  outputPerToken: 8,
  cacheReadPerToken: 1,
  cacheWritePerToken: 5,
  reasoningPerToken: 16,
  perQuery: 0,
  perSecond: 0,
  tiers: [],
};

function usage(changes: Partial<BilledUsage>): BilledUsage {
  return {
    promptTokens: 0,
    completionTokens: 0,
    totalTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
    ...changes,
  };
}

describe('the cost of a call', () => {
  test('counts each kind of token at its own price, and once', () => {
    const tokens = usage({
      promptTokens: 100,
      cacheReadTokens: 30,
      cacheWriteTokens: 20,
      completionTokens: 10,
      reasoningTokens: 4,
    });
    expect(costOf(PRICE, tokens)).toBe(50 * 4 + 30 * 1 + 20 * 5 + 6 * 8 + 4 * 16);
  });

  test('takes what has no price of its own at the price of the rest', () => {
    const plain = {
      ...PRICE,
      cacheReadPerToken: null,
      cacheWritePerToken: null,
      reasoningPerToken: null,
    };
    const tokens = usage({
      promptTokens: 10,
      cacheReadTokens: 4,
      cacheWriteTokens: 3,
      completionTokens: 2,
      reasoningTokens: 1,
    });
    expect(costOf(plain, tokens)).toBe(10 * 4 + 2 * 8);
  });

  test('is that of the tier in which the prompt lies, for all tokens', () => {
    const tier = (aboveTokens: number, inputPerToken: number) => ({
      ...{ aboveTokens, inputPerToken, outputPerToken: null },
      ...{ cacheReadPerToken: 0, cacheWritePerToken: null },
    });
    const tiered = { ...PRICE, tiers: [tier(100, 10), tier(200, 20)] };
    const cost = (promptTokens: number) =>
      costOf(tiered, usage({ promptTokens, completionTokens: 1 }));
    expect([100, 101, 200, 201].map(cost)).toEqual([408, 1_018, 2_008, 4_028]);
    expect(costOf(tiered, usage({ promptTokens: 101, cacheReadTokens: 101 }))).toBe(0);
  });

  test('is that of searches and of seconds where these are billed', () => {
    const price = { ...PRICE, perQuery: 2, perSecond: 3 };
    expect(costOf(price, usage({}), { queries: 4, seconds: 0.5 })).toBe(9.5);
  });

  test('is a number, and not below nothing, whatever a provider counts', () => {
    const tokens = fc.oneof(fc.double(), fc.integer());
    const anyUsage = fc.record({
      promptTokens: tokens,
      completionTokens: tokens,
      totalTokens: tokens,
      cacheReadTokens: tokens,
      cacheWriteTokens: tokens,
      reasoningTokens: tokens,
    });
    fc.assert(
      fc.property(anyUsage, (counted) => {
        const cost = costOf(PRICE, counted);
        expect(Number.isFinite(cost) && cost >= 0).toBe(true);
      }),
    );
  });
});
