import { describe, expect, test } from '@jest/globals';
import { toOllamaMessages } from '../../../../src/providers/shared/ollama-messages.ts';

describe('toOllamaMessages', () => {
  test('thinking of the past goes along', () => {
    expect(
      toOllamaMessages([{ role: 'assistant', content: 'a', reasoning_content: 'why' }]),
    ).toEqual([{ role: 'assistant', content: 'a', thinking: 'why' }]);
  });

  test('a function message of old becomes a tool message', () => {
    expect(toOllamaMessages([{ role: 'function', name: 'f', content: '1' }])).toEqual([
      { role: 'tool', content: '1', tool_name: 'f' },
    ]);
  });

  test('a tool result whose call is unknown keeps its id only', () => {
    expect(toOllamaMessages([{ role: 'tool', tool_call_id: 'x', content: null }])).toEqual([
      { role: 'tool', content: '', tool_call_id: 'x' },
    ]);
  });

  test('arguments that are an object already are taken as they are', () => {
    const tool_calls = [{ function: { name: 'f', arguments: { a: 1 } } }];
    expect(toOllamaMessages([{ role: 'assistant', tool_calls }])).toEqual([
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ function: { name: 'f', arguments: { a: 1 } } }],
      },
    ]);
  });

  test('texts of parts are joined, refusals among them', () => {
    const content = [{ type: 'text', text: 'a' }, 'b', { type: 'refusal', refusal: 'c' }];
    expect(toOllamaMessages([{ role: 'user', content }])).toEqual([
      { role: 'user', content: 'abc' },
    ]);
  });

  test.each([
    ['text', 'messages[0] is not an object.'],
    [{ content: [7] }, 'messages[0].content[0] is not a content part.'],
    [{ content: [{ type: 'file', file: {} }] }, "not 'file'"],
    [{ content: [{ type: 'image_url' }] }, 'does not fetch images'],
    [
      { tool_calls: [{ function: { arguments: '[1]' } }] },
      'function.arguments is not a JSON object',
    ],
  ])('%j is refused', (message, said) => {
    expect(toOllamaMessages([message])).toEqual({
      unsupported: expect.stringContaining(said),
      param: 'messages',
    });
  });
});
