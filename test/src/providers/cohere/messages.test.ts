import { describe, expect, test } from '@jest/globals';
import { toCohereMessages } from '../../../../src/providers/cohere/messages.ts';

describe('toCohereMessages', () => {
  test("Cohere's own parts pass, plain strings become text parts", () => {
    const document = { type: 'document', document: { data: 'x' } };
    const content = ['a', document, { type: 'refusal', refusal: 'b' }];
    expect(toCohereMessages([{ role: 'tool', tool_call_id: 'c', content }])).toEqual([
      {
        role: 'tool',
        tool_call_id: 'c',
        content: [{ type: 'text', text: 'a' }, document, { type: 'text', text: 'b' }],
      },
    ]);
  });

  test('an assistant without tool calls keeps its content', () => {
    expect(toCohereMessages([{ role: 'assistant', content: null }])).toEqual([
      { role: 'assistant', content: '' },
    ]);
  });

  test('content beside tool calls is kept where there is any', () => {
    const tool_calls = [{ id: 'c' }];
    expect(toCohereMessages([{ role: 'assistant', content: 'a', tool_calls }])).toEqual([
      { role: 'assistant', content: 'a', tool_calls },
    ]);
  });

  test.each([[7], [{ role: 'function' }], [{}], [{ role: 'user', content: [7] }]])(
    '%j is refused',
    (message) => {
      expect(toCohereMessages([message])).toMatchObject({ param: 'messages' });
    },
  );
});
