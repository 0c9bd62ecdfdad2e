import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI, { AzureOpenAI } from 'openai';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { SIXTY_WORDS } from '../support/upstream/answer.ts';
import { fixedError, healthy } from '../support/upstream/behaviours.ts';
import { Gate } from '../support/upstream/gate.ts';
import { dyingAfter, gated } from '../support/upstream/stream-behaviours.ts';
import { MASTER_KEY, openaiAt, serve, type Served } from './served.ts';

// The official client, as people use it, in front of providers of two dialects.

let upstream: FakeUpstream;
let gateway: Served;
let client: OpenAI;

const CALLED = { name: 'get_weather', arguments: { city: 'Oslo' } };
const TOOLS: OpenAI.ChatCompletionTool[] = [
  { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } },
];

beforeAll(async () => {
  upstream = await startFakeUpstream({
    behaviours: {
      'tool-model': healthy({ toolCalls: [CALLED] }),
      busy: fixedError(429, { message: 'slow down', type: 'requests' }, { 'retry-after': '0.01' }),
      forbidden: fixedError(401, { message: 'Incorrect API key provided: sk-ups****am' }),
      broken: fixedError(500, { message: 'boom' }, { 'retry-after': '0.01' }),
      picky: fixedError(400, { message: 'temperature is too high', param: 'temperature' }),
      dying: dyingAfter(3),
    },
  });
  const models = ['fake-model', 'tool-model', 'slow', 'busy', 'forbidden', 'broken', 'picky'];
  gateway = await serve({
    model_list: [
      ...[...models, 'dying', 'embed-model'].map((model) => ({
        model_name: model === 'fake-model' ? 'gpt' : model,
        litellm_params: openaiAt(upstream.origin, model),
        model_info: { id: `id-${model}` },
      })),
      ...['fake-model', 'tool-model', 'slow'].map((model) => ({
        model_name: model === 'fake-model' ? 'llama' : `llama-${model}`,
        litellm_params: { model: `ollama_chat/${model}`, api_base: upstream.origin },
        model_info: { id: `id-llama-${model}` },
      })),
      {
        model_name: 'team/gpt',
        litellm_params: openaiAt(upstream.origin, 'fake-model'),
      },
      {
        model_name: 'llama-embed',
        litellm_params: { model: 'ollama/embed-model', api_base: upstream.origin },
      },
    ],
    router_settings: { num_retries: 1 },
  });
  client = new OpenAI({ baseURL: `${gateway.origin}/v1`, apiKey: MASTER_KEY, maxRetries: 0 });
}, 60_000);

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

function chat(model: string): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return { model, messages: [{ role: 'user', content: 'Hello' }] };
}

function tools(model: string): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return { ...chat(model), tools: TOOLS };
}

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}

function textOf(chunks: readonly OpenAI.ChatCompletionChunk[]): string {
  return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
}

describe.each(['gpt', 'llama'])('chat with %s', (model) => {
  test('answers in one piece', async () => {
    const answer = await client.chat.completions.create(chat(model));
    expect(answer).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: SIXTY_WORDS }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 7, completion_tokens: 60, total_tokens: 67 },
    });
  });

  test('streams the same text, and usage when it is asked for', async () => {
    const options = { stream: true, stream_options: { include_usage: true } } as const;
    const chunks = await collect(
      await client.chat.completions.create({ ...chat(model), ...options }),
    );
    expect(textOf(chunks)).toBe(SIXTY_WORDS);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 7, completion_tokens: 60 },
    });
    const reasons = chunks.map((chunk) => chunk.choices[0]?.finish_reason ?? null);
    expect(reasons.filter((reason) => reason !== null)).toEqual(['stop']);
  });

  test('streams without usage when nobody asks', async () => {
    const chunks = await collect(
      await client.chat.completions.create({ ...chat(model), stream: true }),
    );
    expect(textOf(chunks)).toBe(SIXTY_WORDS);
    expect(chunks.filter(({ usage }) => usage !== undefined && usage !== null)).toEqual([]);
    expect(chunks.filter(({ choices }) => choices.length === 0)).toEqual([]);
  });
});

describe.each(['tool-model', 'llama-tool-model'])('tools with %s', (model) => {
  test('come as calls with their arguments', async () => {
    const { choices } = await client.chat.completions.create(tools(model));
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        tool_calls: [
          { id: expect.any(String), type: 'function', function: { name: 'get_weather' } },
        ],
      },
    });
    const call = choices[0]?.message.tool_calls?.[0];
    const text = call?.type === 'function' ? call.function.arguments : '';
    expect(JSON.parse(text)).toEqual(CALLED.arguments);
  });

  test('are put together by the client from a stream', async () => {
    const runner = client.chat.completions.stream({
      ...tools(model),
      stream: true,
    });
    const { choices } = await runner.finalChatCompletion();
    const call = choices[0]?.message.tool_calls?.[0];
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    expect(call?.function.name).toBe('get_weather');
    expect(JSON.parse(call?.function.arguments ?? '')).toEqual(CALLED.arguments);
  });
});

describe('embeddings', () => {
  test.each(['embed-model', 'llama-embed'])('%s gives numbers and Base64', async (model) => {
    const input = ['one', 'two'];
    const float = await client.embeddings.create({ model, input, encoding_format: 'float' });
    expect(float.data.map(({ embedding }) => embedding)).toEqual([
      [0.5, -0.25, 0],
      [0.5, -0.25, 1],
    ]);
    // Without a format the client asks for Base64 and decodes it.
    const decoded = await client.embeddings.create({ model, input });
    expect(decoded.data).toEqual(float.data);
    const raw = await client.embeddings.create({ model, input, encoding_format: 'base64' });
    expect(raw.data[0]?.embedding).toBe('AAAAPwAAgL4AAAAA');
    expect(raw.usage.prompt_tokens).toBe(7);
  });
});

describe('the other calls', () => {
  test('completions of the old kind, whole and as a stream', async () => {
    const call = { model: 'gpt', prompt: 'Once' };
    const whole = await client.completions.create(call);
    const chunks = await collect(await client.completions.create({ ...call, stream: true }));
    expect(whole.choices[0]?.text).toBe(SIXTY_WORDS);
    expect(chunks.map(({ choices }) => choices[0]?.text ?? '').join('')).toBe(SIXTY_WORDS);
  });

  test('models are listed and shown', async () => {
    const ids = (await collect(client.models.list())).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['gpt', 'llama', 'embed-model']));
    expect(await client.models.retrieve('gpt')).toMatchObject({ id: 'gpt', object: 'model' });
    expect(await client.models.retrieve('team/gpt')).toMatchObject({ id: 'team/gpt' });
    await expect(client.models.retrieve('gtp')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  test.each(['gpt', 'team/gpt'])('the Azure client names %s in its path', async (deployment) => {
    const azure = new AzureOpenAI({
      endpoint: gateway.origin,
      apiKey: MASTER_KEY,
      apiVersion: '2024-10-21',
      deployment,
      maxRetries: 0,
    });
    const answer = await azure.chat.completions.create(chat('left out by the client'));
    const stream = await azure.chat.completions.create({ ...chat('too'), stream: true });
    expect(answer.choices[0]?.message.content).toBe(SIXTY_WORDS);
    expect(textOf(await collect(stream))).toBe(SIXTY_WORDS);
  });

  test('answers tell who gave them', async () => {
    const { response } = await client.chat.completions.create(chat('gpt')).withResponse();
    const manifest = await (await gateway.get('/')).text();
    const version = /llmgw (\S+):/.exec(manifest)?.[1];
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-litellm-call-id': expect.stringMatching(/^[\w-]{8,}$/),
      'x-litellm-model-id': 'id-fake-model',
      'x-litellm-model-group': 'gpt',
      'x-llmgw-version': version,
    });
  });
});

describe('errors', () => {
  async function failureOf(
    promise: Promise<unknown>,
  ): Promise<InstanceType<typeof OpenAI.APIError>> {
    const thrown: unknown = await promise.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (thrown instanceof OpenAI.APIError) return thrown;
    throw new Error(`no error of the client: ${String(thrown)}`);
  }

  test('a wrong key', async () => {
    const stranger = client.withOptions({ apiKey: 'sk-somebody-else' });
    const error = await failureOf(stranger.chat.completions.create(chat('gpt')));
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(error.message).not.toContain('somebody');
  });

  test('an unknown model, with the nearest one', async () => {
    const error = await failureOf(client.chat.completions.create(chat('gtp')));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ param: 'model' });
    expect(error.message).toMatch(/Did you mean "?gpt/i);
  });

  test.each([
    ['busy', OpenAI.RateLimitError, 429, 2],
    ['broken', OpenAI.InternalServerError, 500, 2],
    ['forbidden', OpenAI.AuthenticationError, 401, 1],
    ['picky', OpenAI.BadRequestError, 400, 1],
  ])('%s at the provider, after the retries it is worth', async (model, kind, status, calls) => {
    const before = upstream.requestsFor(model).length;
    const error = await failureOf(client.chat.completions.create(chat(model)));
    expect(error).toBeInstanceOf(kind);
    expect(error.status).toBe(status);
    expect(upstream.requestsFor(model).length - before).toBe(calls);
  });

  test('a parameter the client must mend is named', async () => {
    const error = await failureOf(client.chat.completions.create(chat('picky')));
    expect(error.param).toBe('temperature');
    expect(error.message).toContain('temperature is too high');
  });

  test('a stream that dies is an error and not a short answer', async () => {
    const stream = await client.chat.completions.create({ ...chat('dying'), stream: true });
    await expect(collect(stream)).rejects.toBeInstanceOf(OpenAI.APIError);
  });
});

describe('leaving', () => {
  test.each(['slow', 'llama-slow'])('ends the call of %s upstream', async (model) => {
    const gate = new Gate();
    upstream.setBehaviour('slow', gated(gate));
    const before = upstream.log.length;
    gate.release(3);
    const stream = await client.chat.completions.create({ ...chat(model), stream: true });
    let seen = '';
    for await (const chunk of stream) {
      seen += chunk.choices[0]?.delta.content ?? '';
      if (seen.split(' ').length === 3) break;
    }
    const request = upstream.log[before];
    await request?.whenAborted;
    expect(request?.aborted).toBe(true);
    expect(SIXTY_WORDS.startsWith(seen)).toBe(true);
  });
});
