import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RouteConfig } from '../../../src/config/types.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream.ts';
import {
  deliver,
  llmRequest,
  makeGateway,
  makeJob,
  type GatewayParts,
  type TestGateway,
  type TestJob,
} from '../../support/gateway.ts';
import { SIXTY_TOKENS, SIXTY_WORDS } from '../../support/upstream/answer.ts';
import { fixedError, healthy, inTurn, neverAnswer } from '../../support/upstream/behaviours.ts';
import type { Behaviour } from '../../support/upstream/call.ts';
import { dyingAfter, errorAfter } from '../../support/upstream/stream-behaviours.ts';

const FORTY = SIXTY_TOKENS.slice(0, 40).join('');

let upstream: FakeUpstream;
let running: TestGateway;

beforeEach(async () => {
  upstream = await startFakeUpstream();
});

afterEach(async () => {
  running.assertIdle();
  await running.close();
  await upstream.close();
});

function routes(parts: Partial<RouteConfig>) {
  const route = { streamRescue: 'auto', holdBack: null, hedge: null, onAllOpen: 'reject' } as const;
  return { default: { ...route, ...parts }, byGroup: new Map<string, RouteConfig>() };
}

/** A group with a primary, and a fallback group; both at the fake upstream. */
function start(parts: GatewayParts = {}): void {
  const apiBase = `${upstream.origin}/v1`;
  const deployments = [
    { modelName: 'group', model: 'primary', apiBase },
    { modelName: 'backup', model: 'backup', apiBase },
  ];
  const router = { fallbacks: new Map([['group', ['backup']]]) };
  running = makeGateway({ deployments, router, ...parts });
}

async function stream(primary: Behaviour, body: object = {}): Promise<TestJob> {
  upstream.setBehaviour('primary', primary);
  const job = makeJob(running, llmRequest({ stream: true, ...body }));
  expect(await deliver(running, job)).toEqual({ kind: 'delivered' });
  expect(job.exchange.ended).toBe(true);
  return job;
}

function modelsAsked(): readonly string[] {
  return upstream.log.map(({ model }) => model);
}

function chunksOf({ exchange }: TestJob): Record<string, unknown>[] {
  return exchange.events
    .filter((event) => event !== '[DONE]')
    .map((event) => JSON.parse(event) as Record<string, unknown>);
}

describe('a stream that breaks off', () => {
  test.each(['close', 'reset'] as const)(
    'by %s is completed by the fallback, and the client notices nothing',
    async (how) => {
      start();
      const job = await stream(dyingAfter(40, how));
      expect(modelsAsked()).toEqual(['primary', 'backup']);
      expect(job.exchange.streamedText).toBe(SIXTY_WORDS);
      expect(job.exchange.events.at(-1)).toBe('[DONE]');
      expect(job.exchange.text).not.toContain('error');
      expect(job.exchange.text.match(/"finish_reason":"stop"/g)).toHaveLength(1);
      expect(new Set(chunksOf(job).map(({ id }) => id)).size).toBe(1);
      expect(
        chunksOf(job).filter((chunk) => JSON.stringify(chunk).includes('"role"')),
      ).toHaveLength(1);
    },
  );

  test('is logged with both attempts, and its usage counts the prompt once', async () => {
    start();
    upstream.setBehaviour('backup', healthy({ promptTokens: 7 }));
    const job = await stream(dyingAfter(40), { stream_options: { include_usage: true } });
    expect(job.trace.attempts).toMatchObject([
      { outcome: 'transient', usage: null },
      { outcome: 'answered', usage: { promptTokens: 7, completionTokens: 60 } },
    ]);
    expect(job.trace.usage).toEqual({ promptTokens: 7, completionTokens: 60, totalTokens: 67 });
    expect(chunksOf(job).at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 67 } });
  });

  test('with an error event is completed too', async () => {
    start();
    const job = await stream(errorAfter(40, { message: 'overloaded', type: 'overloaded_error' }));
    expect(job.exchange.streamedText).toBe(SIXTY_WORDS);
  });

  test('after a word about the content is not routed around', async () => {
    start();
    const job = await stream(errorAfter(40, { message: 'no', code: 'content_filter' }));
    expect(modelsAsked()).toEqual(['primary']);
    expect(job.exchange.text).toContain('content_policy_violation');
    expect(job.exchange.text).not.toContain('[DONE]');
  });

  test('is completed by another deployment of its group before a fallback is asked', async () => {
    const apiBase = `${upstream.origin}/v1`;
    const deployments = ['primary', 'second'].map((model, order) => ({ model, apiBase, order }));
    start({ deployments, router: {} });
    const job = await stream(dyingAfter(40));
    expect(modelsAsked()).toEqual(['primary', 'second']);
    expect(job.exchange.streamedText).toBe(SIXTY_WORDS);
  });

  test('is tried once more at the same deployment where there is nobody else', async () => {
    start({ router: {} });
    const job = await stream(inTurn(dyingAfter(40), healthy()));
    expect(modelsAsked()).toEqual(['primary', 'primary']);
    expect(job.exchange.streamedText).toBe(SIXTY_WORDS);
  });

  test('again and again is given up in the end, and the client is told of the first break', async () => {
    start();
    upstream.setBehaviour('backup', dyingAfter(20));
    const job = await stream(dyingAfter(40));
    expect(job.exchange.streamedText).toBe(FORTY);
    expect(job.exchange.text).not.toContain('[DONE]');
    expect(job.exchange.text.match(/"error"/g)).toHaveLength(1);
    expect(job.trace.brokenBy).not.toBeNull();
    expect(upstream.log.length).toBeLessThanOrEqual(4);
  });

  test('is not masked by a rescuer that says 400', async () => {
    start();
    upstream.setBehaviour('backup', fixedError(400, { message: 'never like this' }));
    const job = await stream(dyingAfter(40));
    expect(job.exchange.text).not.toContain('never like this');
    expect(job.exchange.text).toContain('The upstream');
    expect(job.exchange.text).not.toContain('[DONE]');
  });
});

describe('another answer', () => {
  test('is never pasted behind the first: the client is told where it ends', async () => {
    start();
    upstream.setBehaviour(
      'backup',
      healthy({ tokens: [...SIXTY_TOKENS.slice(0, 30), ' but', ' no'] }),
    );
    const job = await stream(dyingAfter(40));
    expect(job.exchange.streamedText).toBe(FORTY);
    expect(job.exchange.text).not.toContain(' but');
    expect(job.exchange.text).not.toContain('[DONE]');
    expect(job.exchange.text).not.toMatch(/"finish_reason":"/);
  });
});

describe('a model that goes on from a beginning', () => {
  const PREFILL = { provider: 'deepseek' };

  function startPrefill(parts: GatewayParts = {}): void {
    const apiBase = `${upstream.origin}/v1`;
    const deployments = [
      { modelName: 'group', model: 'primary', apiBase },
      { modelName: 'backup', model: 'backup', apiBase, provider: 'hosted_vllm' },
    ];
    start({ deployments, ...parts });
  }

  const goesOn: Behaviour = (call) => {
    const messages = call.request.json['messages'] as { role: string; content: string }[];
    const last = messages.at(-1);
    const said = last?.role === 'assistant' ? last.content : '';
    const done = SIXTY_TOKENS.findIndex((_, i) => SIXTY_TOKENS.slice(0, i).join('') === said);
    return healthy({ tokens: SIXTY_TOKENS.slice(Math.max(0, done)) })(call);
  };

  test('is asked to, and nothing is said twice', async () => {
    startPrefill();
    upstream.setBehaviour('backup', goesOn);
    const job = await stream(dyingAfter(40));
    expect(job.exchange.streamedText).toBe(SIXTY_WORDS);
    const messages = upstream.log[1]?.json['messages'];
    expect(messages).toEqual([
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: FORTY },
    ]);
  });

  test('but refuses, is asked from the beginning, and its 400 stays unseen', async () => {
    startPrefill();
    const refuse = fixedError(400, { message: 'last message must be from the user' });
    upstream.setBehaviour('backup', inTurn(refuse, healthy()));
    const job = await stream(dyingAfter(40));
    expect(modelsAsked()).toEqual(['primary', 'backup', 'backup']);
    expect(job.exchange.streamedText).toBe(SIXTY_WORDS);
    expect(job.exchange.events.at(-1)).toBe('[DONE]');
  });

  test('is not asked to where a schema or tools shape the answer', async () => {
    startPrefill();
    const job = await stream(dyingAfter(40), { response_format: { type: 'json_object' } });
    expect(job.exchange.streamedText).toBe(SIXTY_WORDS);
    expect(upstream.log[1]?.json['messages']).toHaveLength(1);
  });

  test('is not asked to where the route says replay', async () => {
    expect(PREFILL.provider).toBe('deepseek');
    startPrefill({ llmgw: { routes: routes({ streamRescue: 'replay' }) } });
    const job = await stream(dyingAfter(40));
    expect(job.exchange.streamedText).toBe(SIXTY_WORDS);
    expect(upstream.log[1]?.json['messages']).toHaveLength(1);
  });
});

describe('the route', () => {
  test('may switch it off', async () => {
    start({ llmgw: { routes: routes({ streamRescue: 'off' }) } });
    const job = await stream(dyingAfter(40));
    expect(modelsAsked()).toEqual(['primary']);
    expect(job.exchange.text).not.toContain('[DONE]');
  });

  test('may hold the beginning back, so that an early break is a plain fail-over', async () => {
    start({ llmgw: { routes: routes({ holdBack: { tokens: 50, ms: 60_000 } }) } });
    upstream.setBehaviour('backup', healthy({ tokens: ['another', ' answer'] }));
    const job = await stream(dyingAfter(40));
    expect(job.exchange.streamedText).toBe('another answer');
    expect(job.exchange.events.at(-1)).toBe('[DONE]');
  });

  test('holds back no longer than its time', async () => {
    start({ llmgw: { routes: routes({ holdBack: { tokens: 50, ms: 2_000 } }) } });
    upstream.setBehaviour('primary', neverAnswerAfter(10));
    const job = makeJob(running, llmRequest({ stream: true, num_retries: 0 }));
    const delivery = deliver(running, job);
    await upstream.requests(1);
    while (
      running.deployment('id-group-primary').breaker('chat').snapshot(0).window.successes === 0
    ) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(job.exchange.headSent).toBe(false);
    running.clock.advance(2_000);
    expect(job.exchange.headSent).toBe(true);
    job.exchange.leave();
    await delivery;
  });
});

function neverAnswerAfter(tokens: number): Behaviour {
  const { length } = SIXTY_TOKENS;
  return async (call) => {
    if (tokens >= length) return neverAnswer()(call);
    call.response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const content of SIXTY_TOKENS.slice(0, tokens)) {
      const chunk = { id: 'c', choices: [{ index: 0, delta: { content } }] };
      await call.write(`data: ${JSON.stringify(chunk)}\n\n`);
    }
    return call.gone;
  };
}
