import { describe, expect, test } from '@jest/globals';
import { thinksFirst } from '../../../../src/providers/shared/thinks-first.ts';
import { llmRequest } from '../../../support/gateway.ts';

describe('a model that thinks before it speaks', () => {
  test.each([
    'o1',
    'o3-mini',
    'gpt-5',
    'gpt-5-mini-2025-08-07',
    'deepseek-reasoner',
    'deepseek/deepseek-r1',
    'deepseek-ai/DeepSeek-R1-0528',
    'qwen/qwq-32b',
    'Qwen/Qwen3-235B-A22B-Thinking-2507',
    'magistral-medium-latest',
    'grok-3-mini',
    'sonar-reasoning-pro',
    'grok-4',
  ])('%s is one', (model) => {
    expect(thinksFirst(llmRequest(), model)).toBe(true);
  });

  test.each([
    'gpt-4o',
    'gpt-5-chat-latest',
    'llama-3.3-70b-versatile',
    'mistral-large-latest',
    'grok-4-fast-non-reasoning',
    's07',
  ])('%s is none', (model) => {
    expect(thinksFirst(llmRequest(), model)).toBe(false);
  });

  test.each([
    [{ reasoning_effort: 'high' }, true],
    [{ reasoning_effort: 'none' }, false],
    [{ thinking: { type: 'enabled', budget_tokens: 1_024 } }, true],
    [{ thinking: { type: 'disabled' } }, false],
    [{ reasoning: { effort: 'low' } }, true],
    [{ enable_thinking: true }, true],
  ])('or is asked to be: %j', (wish, expected) => {
    expect(thinksFirst(llmRequest(wish), 'some-model')).toBe(expected);
  });
});
