import { describe, expect, test } from '@jest/globals';
import {
  OpenAiChunks,
  renderChat,
  renderCompletion,
  toUsage,
} from '../../../../src/providers/shared/openai-chunks.ts';
import { ollama } from '../../../../src/providers/ollama/adapter.ts';
import { toCall } from '../../../support/golden.ts';

const usage = { promptTokens: 2, completionTokens: 3, totalTokens: 5 };

function written(operation: 'chat' | 'completion', write: (chunks: OpenAiChunks) => void): string {
  const chunks = new OpenAiChunks(toCall(ollama, { operation }));
  write(chunks);
  return chunks.take()?.toString() ?? '';
}

const HEAD =
  'data: {"id":"chatcmpl-call-1","object":"chat.completion.chunk","created":1700000000,"model":"shown-model",';

describe('OpenAiChunks', () => {
  test('the role comes with the first delta only', () => {
    const text = written('chat', (chunks) => {
      chunks.text('a');
      chunks.text('');
      chunks.text('b');
    });
    expect(text).toBe(
      `${HEAD}"choices":[{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}]}\n\n` +
        `${HEAD}"choices":[{"index":0,"delta":{"content":"b"},"finish_reason":null}]}\n\n`,
    );
  });

  test('an empty answer still has a role and a finish', () => {
    expect(written('chat', (chunks) => chunks.finish('stop'))).toBe(
      `${HEAD}"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}\n\n` +
        `${HEAD}"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n`,
    );
  });

  test('the usage chunk has no choices', () => {
    expect(written('chat', (chunks) => chunks.usage(usage))).toBe(
      `${HEAD}"choices":[],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}\n\n`,
    );
  });

  test('legacy completions have text instead of deltas', () => {
    const text = written('completion', (chunks) => {
      chunks.text('a');
      chunks.finish('length');
    });
    expect(text).toContain('"object":"text_completion"');
    expect(text).toContain('{"index":0,"text":"a","logprobs":null,"finish_reason":null}');
    expect(text).toContain('{"index":0,"text":"","logprobs":null,"finish_reason":"length"}');
  });

  test('everything written is on the tape', () => {
    const chat = new OpenAiChunks(toCall(ollama, {}));
    chat.text('a');
    chat.delta({ reasoning_content: 'b' });
    chat.delta({ tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] });
    chat.finish('stop');
    expect(chat.tape).toMatchObject({ id: 'chatcmpl-call-1', roleSent: true, chunks: 3 });
    expect([chat.tape.content(), chat.tape.reasoning()]).toEqual(['a', 'b']);
    expect(chat.tape.toolCalls().get(0)).toEqual({ id: 'c', name: 'f', arguments: '{}' });
    const completion = new OpenAiChunks(toCall(ollama, { operation: 'completion' }));
    completion.text('d');
    expect(completion.tape).toMatchObject({ id: 'cmpl-call-1', chunks: 1 });
    expect(completion.tape.content()).toBe('d');
  });

  test('nothing is taken twice', () => {
    const chunks = new OpenAiChunks(toCall(ollama, {}));
    expect(chunks.take()).toBeNull();
    chunks.text('a');
    expect(chunks.take()).not.toBeNull();
    expect(chunks.take()).toBeNull();
  });
});

describe('whole answers', () => {
  test('a chat that only calls tools has null content', () => {
    const answer = {
      text: '',
      reasoning: '',
      toolCalls: [{ id: 'c' }],
      finishReason: 'tool_calls',
    };
    const json: unknown = JSON.parse(
      renderChat(toCall(ollama, {}), { ...answer, usage }).toString(),
    );
    expect(json).toMatchObject({
      id: 'chatcmpl-call-1',
      choices: [{ message: { content: null, tool_calls: [{ id: 'c' }] } }],
    });
  });

  test('a completion carries its text', () => {
    const call = toCall(ollama, { operation: 'completion' });
    const body = renderCompletion(call, { text: 'a', finishReason: 'stop', usage });
    expect(JSON.parse(body.toString())).toMatchObject({
      id: 'cmpl-call-1',
      choices: [{ text: 'a', finish_reason: 'stop' }],
      usage: { total_tokens: 5 },
    });
  });

  test('usage is null only when nothing was counted', () => {
    expect(toUsage(null, null)).toBeNull();
    expect(toUsage(null, 3)).toEqual({ promptTokens: 0, completionTokens: 3, totalTokens: 3 });
  });
});
