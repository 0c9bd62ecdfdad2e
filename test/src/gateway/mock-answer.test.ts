import { describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../src/core/llm.ts';
import { deliver, llmRequest, makeGateway, makeJob, type TestJob } from '../../support/gateway.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

async function ask(mockResponse: string, body: object = {}, operation: Operation = 'chat') {
  const upstream = new ScriptedUpstream();
  const running = makeGateway({ upstream, deployments: [{ mockResponse, apiKey: null }] });
  const job = makeJob(running, llmRequest({ num_retries: 0, ...body }, operation));
  const delivery = await deliver(running, job);
  expect(upstream.calls).toEqual([]);
  return { delivery, job, exchange: job.exchange };
}

function usageOf({ trace }: TestJob): number | undefined {
  return trace.usage?.completionTokens;
}

describe('a mock answers without an upstream', () => {
  test('a chat', async () => {
    const { exchange, job } = await ask('Hello to you.');
    expect(exchange.status).toBe(200);
    expect(exchange.json).toMatchObject({
      id: 'chatcmpl-call-1',
      object: 'chat.completion',
      model: 'group',
      choices: [
        { message: { role: 'assistant', content: 'Hello to you.' }, finish_reason: 'stop' },
      ],
      usage: { completion_tokens: 3 },
    });
    expect(exchange.sentHeader('content-length')).toBe(String(Buffer.byteLength(exchange.text)));
    expect(exchange.sentHeader('x-litellm-model-id')).toBe('id-group-upstream-model');
    expect(usageOf(job)).toBe(3);
    expect(job.trace.attempts).toMatchObject([{ outcome: 'answered' }]);
  });

  test('a stream, word by word, with usage only for those who ask', async () => {
    const { exchange } = await ask('Hello  to you.', { stream: true });
    expect(exchange.streamedText).toBe('Hello  to you.');
    expect(exchange.events.at(-1)).toBe('[DONE]');
    expect(exchange.text).not.toContain('usage');
    const asked = await ask('Hi', { stream: true, stream_options: { include_usage: true } });
    const usage = JSON.parse(asked.exchange.events.at(-2) ?? '') as object;
    expect(usage).toMatchObject({ choices: [], usage: { completion_tokens: 1 } });
  });

  test('a completion', async () => {
    const { exchange } = await ask('text', {}, 'completion');
    expect(exchange.json).toMatchObject({ object: 'text_completion', choices: [{ text: 'text' }] });
  });

  test.each([
    ['hello', 1],
    [['a', 'b', 'c'], 3],
    [[1, 2, 3], 1],
    [[[1, 2], [3]], 2],
  ])('embeddings of %j: %i', async (input, count) => {
    const { exchange } = await ask('', { input }, 'embedding');
    expect(exchange.json).toMatchObject({ object: 'list' });
    expect((exchange.json as { data: unknown[] }).data).toHaveLength(count);
  });

  test('embeddings in base64 for the official client', async () => {
    const { exchange } = await ask('', { encoding_format: 'base64' }, 'embedding');
    const [first] = (exchange.json as { data: { embedding: string }[] }).data;
    const bytes = Buffer.from(first?.embedding ?? '', 'base64');
    expect([bytes.length, bytes.readFloatLE(0)]).toEqual([32, 1]);
  });

  test('a ranking, best first, no longer than asked', async () => {
    const { exchange } = await ask('', { documents: ['a', 'b', 'c'], top_n: 2 }, 'rerank');
    expect(exchange.json).toMatchObject({
      results: [
        { index: 0, relevance_score: 1 },
        { index: 1, relevance_score: 0.5 },
      ],
    });
  });
});

describe('a mock fails on demand', () => {
  test.each([
    ['litellm.RateLimitError', 429],
    ['Exception: litellm.RateLimitError', 429],
    ['litellm.InternalServerError', 500],
    ['litellm.ContextWindowExceededError', 400],
    ['litellm.ContentPolicyViolationError', 400],
    ['litellm.AuthenticationError', 401],
  ])('by %p with %i', async (text, status) => {
    const { delivery, exchange } = await ask(text);
    expect(delivery).toMatchObject({ kind: 'refused' });
    const { error } = delivery as { error: { status: number } };
    expect(Math.floor(error.status / 100)).toBe(Math.floor(status / 100));
    expect(exchange.headSent).toBe(false);
  });
});
