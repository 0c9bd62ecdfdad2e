import { describe, expect, test } from '@jest/globals';
import { isNeutral } from '../../../../src/providers/shared/neutral-params.ts';

describe('neutral parameters', () => {
  test.each([
    ['logprobs', false, true],
    ['logprobs', true, false],
    ['parallel_tool_calls', true, true],
    ['parallel_tool_calls', false, false],
    ['modalities', ['text'], true],
    ['modalities', ['text', 'audio'], false],
    ['store', false, true],
    ['store', true, false],
    ['service_tier', 'auto', true],
    ['service_tier', 'priority', false],
    ['best_of', 1, true],
    ['best_of', 2, false],
    ['echo', false, true],
    ['echo', true, false],
    ['prompt_cache_key', 'x', true],
    ['safety_identifier', 'x', true],
    ['temperature', 1, false],
  ])('%s: %j changes nothing: %s', (name, value, neutral) => {
    expect(isNeutral(name, value)).toBe(neutral);
  });
});
