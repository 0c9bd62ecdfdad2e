import { describe, expect, test } from '@jest/globals';
import { hasContent } from '../../../../src/providers/shared/stream-content.ts';

describe('hasContent', () => {
  test.each([
    { content: 'a' },
    { content: [{ type: 'text' }] },
    { reasoning_content: 'a' },
    { reasoning: 'a' },
    { tool_calls: [{}] },
    { refusal: 'no' },
    { audio: { data: 'x' } },
    { function_call: { name: 'f' } },
  ])('a delta with %j brings content', (delta) => {
    expect(hasContent({ delta })).toBe(true);
  });

  test.each([{}, { role: 'assistant' }, { content: '' }, { content: null }, { tool_calls: [] }])(
    'a delta with %j brings none',
    (delta) => {
      expect(hasContent({ delta })).toBe(false);
    },
  );

  test('the text of a legacy completion is content', () => {
    expect([hasContent({ text: 'a' }), hasContent({ text: '' }), hasContent({})]).toEqual([
      ...[true, false, false],
    ]);
  });
});
