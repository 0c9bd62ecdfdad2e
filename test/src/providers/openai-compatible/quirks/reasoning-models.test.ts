import { describe, expect, test } from '@jest/globals';
import {
  refusesForReasoning,
  renameMaxTokens,
} from '../../../../../src/providers/openai-compatible/quirks/reasoning-models.ts';
import { RequestDraft } from '../../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../../support/golden.ts';

const draftOf = (client: Record<string, unknown>) => new RequestDraft(toRequest(client));
const refuses = (model: string, name: string, value: unknown, others = {}) =>
  refusesForReasoning({ model, name, value, draft: draftOf({ ...others, [name]: value }) });

describe('refusesForReasoning', () => {
  test.each([
    ['o1', 'temperature', 0.5],
    ['o3-mini', 'top_p', 0.5],
    ['openai/o4-mini', 'presence_penalty', 1],
    ['o_series/mine', 'logprobs', true],
    ['gpt-5', 'stop', ['a']],
    ['gpt-5-nano', 'temperature', 0],
    ['gpt5_series/mine', 'logit_bias', {}],
    ['gpt-4o', 'reasoning_effort', 'low'],
  ])('%s refuses %s', (model, name, value) => {
    expect(refuses(model, name, value)).toBe(true);
  });

  test.each([
    ['o1', 'temperature', 1],
    ['o3', 'stop', ['a']],
    ['o3', 'reasoning_effort', 'low'],
    ['gpt-5', 'verbosity', 'low'],
    ['gpt-5-chat-latest', 'temperature', 0.5],
    ['gpt-5.1', 'temperature', 0.5],
    ['gpt-4o', 'temperature', 0.5],
    ['olive', 'temperature', 0.5],
    ['my-deployment', 'reasoning_effort', 'low'],
  ])('%s takes %s', (model, name, value) => {
    expect(refuses(model, name, value)).toBe(false);
  });

  test('gpt-5.1 does not sample while it reasons', () => {
    expect(refuses('gpt-5.1', 'temperature', 0.5, { reasoning_effort: 'high' })).toBe(true);
    expect(refuses('gpt-5.1', 'temperature', 0.5, { reasoning_effort: 'none' })).toBe(false);
  });
});

describe('renameMaxTokens', () => {
  test.each([
    ['o3', 'max_completion_tokens'],
    ['gpt-5', 'max_completion_tokens'],
    ['gpt-4o', 'max_tokens'],
  ])('%s is sent %s', (model, name) => {
    const draft = draftOf({ max_tokens: 5 });
    renameMaxTokens(draft, model);
    expect(draft.toObject()).toEqual({ [name]: 5 });
  });
});
