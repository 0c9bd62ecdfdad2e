import { describe, expect, test } from '@jest/globals';
import {
  readOllamaReply,
  toFinishReason,
  toOpenAiToolCall,
} from '../../../../src/providers/shared/ollama-reply.ts';

describe("Ollama's messages", () => {
  test('an object that is neither chat nor completion is none', () => {
    expect(readOllamaReply({ status: 'pulling' })).toBeNull();
    expect(readOllamaReply({ message: null })).toBeNull();
  });

  test('a completion line is read from its own members', () => {
    expect(readOllamaReply({ response: 'a', done: true, eval_count: 2 })).toEqual({
      text: 'a',
      thinking: '',
      toolCalls: [],
      done: true,
      doneReason: null,
      usage: { promptTokens: 0, completionTokens: 2, totalTokens: 2 },
    });
  });

  test('tool arguments become JSON text and a missing id is made', () => {
    const call = { function: { name: 'f', arguments: { a: 1 } } };
    expect(toOpenAiToolCall(call, 'x', 2)).toEqual({
      id: 'call_x_2',
      type: 'function',
      function: { name: 'f', arguments: '{"a":1}' },
    });
    expect(toOpenAiToolCall({ id: 'own', function: { arguments: '{}' } }, 'x', 0)).toMatchObject({
      id: 'own',
      function: { name: '', arguments: '{}' },
    });
  });

  test.each([
    ['stop', false, 'stop'],
    ['length', false, 'length'],
    ['load', false, 'stop'],
    [null, false, 'stop'],
    ['stop', true, 'tool_calls'],
  ])('done_reason %s, tools called: %s → %s', (reason, called, finish) => {
    expect(toFinishReason(reason, called)).toBe(finish);
  });
});
