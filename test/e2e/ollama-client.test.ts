import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ollama } from 'ollama';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { SIXTY_WORDS } from '../support/upstream/answer.ts';
import { fixedError, healthy } from '../support/upstream/behaviours.ts';
import { Gate } from '../support/upstream/gate.ts';
import { gated } from '../support/upstream/stream-behaviours.ts';
import { MASTER_KEY, serve, type Served } from './served.ts';

// The official client behind a pass-through endpoint: its own protocol, byte by byte, with the
// gateway's key in front and the provider's key behind.

const PROVIDER_KEY = 'ollama-key-of-the-tests';
const CALLED = { name: 'get_weather', arguments: { city: 'Oslo' } };
const MESSAGES = [{ role: 'user', content: 'Hello' }];

let upstream: FakeUpstream;
let gateway: Served;
let ollama: Ollama;

beforeAll(async () => {
  upstream = await startFakeUpstream({
    apiKey: PROVIDER_KEY,
    models: ['llama3:8b', 'tool-model'],
    behaviours: {
      'tool-model': healthy({ toolCalls: [CALLED] }),
      absent: fixedError(404, { message: "model 'absent' not found" }),
    },
  });
  const endpoint = {
    path: '/ollama',
    target: upstream.origin,
    include_subpath: true,
    headers: { Authorization: 'Bearer os.environ/OLLAMA_API_KEY' },
  };
  gateway = await serve(
    { general_settings: { pass_through_endpoints: [endpoint] } },
    { env: { OLLAMA_API_KEY: PROVIDER_KEY } },
  );
  ollama = clientWith(MASTER_KEY);
}, 60_000);

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

function clientWith(key: string): Ollama {
  return new Ollama({
    host: `${gateway.origin}/ollama`,
    headers: { Authorization: `Bearer ${key}` },
  });
}

describe('the official client behind a pass-through endpoint', () => {
  test('chats', async () => {
    const answer = await ollama.chat({ model: 'llama3:8b', messages: MESSAGES });
    expect(answer).toMatchObject({ done: true, message: { content: SIXTY_WORDS }, eval_count: 60 });
  });

  test('streams line by line', async () => {
    const stream = await ollama.chat({ model: 'llama3:8b', messages: MESSAGES, stream: true });
    const parts: string[] = [];
    for await (const { message } of stream) parts.push(message.content);
    expect(parts.join('')).toBe(SIXTY_WORDS);
    expect(parts.length).toBe(61);
  });

  test('calls tools', async () => {
    const answer = await ollama.chat({ model: 'tool-model', messages: MESSAGES });
    expect(answer.message.tool_calls).toEqual([{ function: CALLED }]);
  });

  test('generates and embeds', async () => {
    const generated = await ollama.generate({ model: 'llama3:8b', prompt: 'Once' });
    const embedded = await ollama.embed({ model: 'llama3:8b', input: ['one', 'two'] });
    expect(generated.response).toBe(SIXTY_WORDS);
    expect(embedded.embeddings).toEqual([
      [0.5, -0.25, 0],
      [0.5, -0.25, 1],
    ]);
  });

  test('lists models', async () => {
    const { models } = await ollama.list();
    expect(models.map(({ name }) => name)).toEqual(['llama3:8b', 'tool-model']);
  });

  test("gets the provider's own error", async () => {
    const call = ollama.chat({ model: 'absent', messages: MESSAGES });
    await expect(call).rejects.toMatchObject({
      name: 'ResponseError',
      status_code: 404,
      error: "model 'absent' not found",
    });
  });

  test('is refused with a wrong key, and nothing reaches the provider', async () => {
    const before = upstream.log.length;
    const call = clientWith('sk-wrong').list();
    await expect(call).rejects.toMatchObject({ status_code: 401 });
    expect(upstream.log.length).toBe(before);
  });

  test('never shows the key of the gateway to the provider', async () => {
    await ollama.list();
    const seen = upstream.log.map(({ rawHeaders }) => rawHeaders.join('\n')).join('\n');
    expect(seen).toContain(`Bearer ${PROVIDER_KEY}`);
    expect(seen).not.toContain(MASTER_KEY);
  });

  test('ends the call upstream when it leaves', async () => {
    const gate = new Gate();
    upstream.setBehaviour('slow', gated(gate));
    const before = upstream.log.length;
    gate.release(1);
    const stream = await ollama.chat({ model: 'slow', messages: MESSAGES, stream: true });
    const reading = (async () => {
      for await (const { message } of stream) if (message.content !== '') stream.abort();
    })();
    await expect(reading).rejects.toThrow(/abort/i);
    await upstream.log[before]?.whenAborted;
    expect(upstream.log[before]?.aborted).toBe(true);
  });
});
