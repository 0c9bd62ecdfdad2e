import { describe, expect, test } from '@jest/globals';
import { findListed, priceOf, type PricedDeployment } from '../../../src/spend/price-of.ts';
import { readPriceTable } from '../../../src/spend/prices/price-table.ts';

const TABLE = readPriceTable({
  date: '2026-01-31',
  litellmVersion: '1.0.0',
  fields: ['provider', 'input', 'output', 'tiers'],
  models: {
    'gpt-x': ['openai', 1, 2, [[100, 3, 4, null, null]]],
    'azure/gpt-x': ['azure', 5, 6],
    'groq/llama': ['groq', 7, 8],
    'command-x': ['cohere_chat', 9, 10],
  },
});

function deployment(changes: Partial<PricedDeployment>): PricedDeployment {
  return { model: 'gpt-x', provider: 'openai', modelInfo: {}, litellmParams: {}, ...changes };
}

function inputOf(changes: Partial<PricedDeployment>): number | undefined {
  return priceOf(TABLE, deployment(changes))?.inputPerToken;
}

describe('the price of a deployment', () => {
  test.each([
    ['of the bare name, when it is the provider’s', {}, 1],
    ['of the name with the provider', { provider: 'groq', model: 'llama' }, 7],
    ['with the provider before without', { provider: 'azure' }, 5],
    ['of a provider of the same family', { provider: 'cohere', model: 'command-x' }, 9],
    ['not of somebody else’s model of that name', { provider: 'hosted_vllm' }, undefined],
    ['of no model', { model: 'unknown' }, undefined],
    ['of the base model first', { provider: 'azure', modelInfo: { base_model: 'groq/llama' } }, 7],
    [
      'of the provider’s base model',
      { provider: 'azure', model: 'mine', modelInfo: { base_model: 'gpt-x' } },
      5,
    ],
    ['of the model when the base is unknown', { modelInfo: { base_model: 'what' } }, 1],
    [
      'of a base model among the parameters',
      { model: 'a', litellmParams: { base_model: 'gpt-x' } },
      1,
    ],
  ])('is that %s', (_what, changes, expected) => {
    expect(inputOf(changes)).toBe(expected);
  });

  test('is what the operator says, with the rest from the table', () => {
    const price = priceOf(
      TABLE,
      deployment({
        modelInfo: { input_cost_per_token: 20 },
        litellmParams: { input_cost_per_token: 30, output_cost_per_token: '4e1' },
      }),
    );
    expect(price).toMatchObject({ inputPerToken: 20, outputPerToken: 40, tiers: [] });
  });

  test('keeps the surcharge for long prompts when only the cache is priced', () => {
    const price = priceOf(TABLE, deployment({ modelInfo: { cache_read_input_token_cost: 0.5 } }));
    expect(price).toMatchObject({ inputPerToken: 1, cacheReadPerToken: 0.5 });
    expect(price?.tiers).toHaveLength(1);
  });

  test('may be nothing, when the operator says so', () => {
    expect(inputOf({ model: 'unknown', modelInfo: { input_cost_per_token: 0 } })).toBe(0);
  });

  test.each([-1, NaN, 'dear', '', null, {}])('is not %j', (value) => {
    expect(inputOf({ modelInfo: { input_cost_per_token: value } })).toBe(1);
  });
});

test('the entry of the table tells the provider too', () => {
  expect(findListed(TABLE, deployment({ provider: 'azure' }))?.provider).toBe('azure');
});
