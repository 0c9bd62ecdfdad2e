import { beforeAll, describe, expect, test } from '@jest/globals';
import type { DeploymentConfig } from '../../../src/config/types.ts';
import { BookBilling } from '../../../src/gateway/billing.ts';
import { PriceBook } from '../../../src/spend/price-book.ts';
import type { SpendEvent } from '../../../src/spend/spend-event.ts';
import { makeGateway } from '../../support/gateway.ts';

const usage = { promptTokens: 1_000, completionTokens: 100, totalTokens: 1_100 };

let book: PriceBook;
beforeAll(async () => {
  book = await PriceBook.open();
});

function deploymentOf(parts: Partial<DeploymentConfig>) {
  return makeGateway({ deployments: [parts] }).deployment();
}

function billing(sink: SpendEvent[] = []) {
  return new BookBilling(book, { add: (event) => void sink.push(event) });
}

describe('the price of a call', () => {
  test('is what the deployment says, wherever it says it', () => {
    const prices = { input_cost_per_token: 0.001, output_cost_per_token: 0.01 };
    for (const parts of [{ prices }, { modelInfo: prices }]) {
      const deployment = deploymentOf(parts);
      expect(billing().costOf({ deployment, operation: 'chat', usage })).toBeCloseTo(2, 10);
    }
  });

  test('is the list price of a model that is known', () => {
    const deployment = deploymentOf({ provider: 'openai', model: 'gpt-4o' });
    expect(billing().costOf({ deployment, operation: 'chat', usage })).toBeGreaterThan(0);
    expect(billing().isFree(deployment)).toBe(false);
  });

  test('of a rerank is that of one query', () => {
    const deployment = deploymentOf({ prices: { input_cost_per_query: 0.002 } });
    expect(billing().costOf({ deployment, operation: 'rerank', usage })).toBeCloseTo(0.002, 10);
    expect(billing().costOf({ deployment, operation: 'chat', usage })).toBe(0);
  });

  test('that nobody knows is not taken for free', () => {
    const deployment = deploymentOf({ model: 'a-model-of-ours' });
    expect(billing().costOf({ deployment, operation: 'chat', usage })).toBe(0);
    expect(billing().isFree(deployment)).toBe(false);
  });

  test('that is said to be nothing is free', () => {
    const prices = { input_cost_per_token: 0, output_cost_per_token: 0 };
    expect(billing().isFree(deploymentOf({ prices }))).toBe(true);
  });
});

test('events are handed on', () => {
  const events: SpendEvent[] = [];
  const event = { requestId: 'r' } as SpendEvent;
  billing(events).add(event);
  expect(events).toEqual([event]);
});
