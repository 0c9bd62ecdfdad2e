import { describe, expect, test } from '@jest/globals';
import { renameReasoning } from '../../../../../src/providers/openai-compatible/quirks/reasoning-field.ts';

describe('renameReasoning', () => {
  test.each([
    [
      { reasoning: 'r', content: 'a' },
      { content: 'a', reasoning_content: 'r' },
    ],
    [{ reasoning: null }, {}],
    [{ reasoning: 'r', reasoning_content: 'own' }, { reasoning_content: 'own' }],
  ])('%j becomes %j', (before, after) => {
    expect(renameReasoning({ delta: before }, 'delta')).toEqual({ delta: after });
  });

  test('leaves a choice without reasoning as it is', () => {
    const choice = { delta: { content: 'a' } };
    expect(renameReasoning(choice, 'delta')).toBe(choice);
  });
});
