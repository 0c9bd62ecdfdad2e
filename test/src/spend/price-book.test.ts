import { expect, test } from '@jest/globals';
import { PriceBook } from '../../../src/spend/price-book.ts';
import { spendEvent } from '../../support/spend-events.ts';

const { usage } = spendEvent();
const nothing = { modelInfo: {}, litellmParams: {} };

test('a call of a listed model has its cost', async () => {
  const book = await PriceBook.open();
  const deployment = { model: 'gpt-4o', provider: 'openai', ...nothing };
  expect(book.costOf(deployment, usage)).toBeCloseTo(60 * 2.5e-6 + 40 * 1.25e-6 + 20 * 1e-5, 12);
  expect(book.priceOf(deployment)).toBe(book.priceOf(deployment));
  expect(book.unpriced.size).toBe(0);
});

test('a call of which nobody knows the price costs nothing, and is counted', async () => {
  const book = await PriceBook.open();
  const deployment = { model: 'mine', provider: 'hosted_vllm', ...nothing };
  expect([book.costOf(deployment, usage), book.costOf(deployment, usage)]).toEqual([0, 0]);
  expect([...book.unpriced]).toEqual([['hosted_vllm/mine', 2]]);
});

test('names that clients invent do not fill the memory', async () => {
  const book = await PriceBook.open();
  for (let i = 0; i < 1_100; i += 1) {
    book.costOf({ model: `m${i}`, provider: 'x', ...nothing }, usage);
  }
  expect(book.unpriced.size).toBe(1_000);
});
