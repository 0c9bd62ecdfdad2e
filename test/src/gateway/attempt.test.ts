import { afterEach, describe, expect, test } from '@jest/globals';
import { Attempt } from '../../../src/gateway/attempt.ts';
import type { AttemptOutcome } from '../../../src/gateway/attempt-outcome.ts';
import { ClientStream } from '../../../src/gateway/client-stream.ts';
import { permitAnyway } from '../../../src/gateway/held-permit.ts';
import type { ProviderCall } from '../../../src/providers/provider.ts';
import { CapturedExchange } from '../../support/captured-exchange.ts';
import { llmRequest, makeGateway, type TestGateway } from '../../support/gateway.ts';
import { ScriptedUpstream, type ScriptedCall } from '../../support/scripted-upstream.ts';

const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'upstream-model',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
});
const TOKEN = 'data: {"model":"m","choices":[{"index":0,"delta":{"content":"a"}}]}\n\n';

class Trial {
  readonly upstream = new ScriptedUpstream();
  readonly test: TestGateway = makeGateway({ upstream: this.upstream });
  readonly exchange = new CapturedExchange();
  readonly outcomes: AttemptOutcome[] = [];
  readonly attempt: Attempt;

  constructor(stream = false) {
    const deployment = this.test.deployment();
    const { target, params, provider } = deployment;
    const request = llmRequest({ stream });
    const { exchange } = this;
    const call: ProviderCall = {
      request,
      target,
      params,
      model: 'upstream-model',
      shownModel: 'group',
      id: 'call-1',
      createdS: 0,
    };
    const encoded = provider.encode(call);
    if ('unsupported' in encoded) throw new Error(encoded.unsupported);
    const setup = {
      gateway: this.test.gateway,
      exchange,
      deployment,
      permit: permitAnyway({ deployment, model: 'upstream-model' }, request, { hasPlace: false }),
      call,
      encoded,
      limits: this.test.runtime.config.llmgw,
      firstLimitMs: 1_000,
      idleMs: 500,
      configuredMs: 1_000,
      stream: stream
        ? { client: new ClientStream(exchange, 'stable'), splicer: null, holdBack: null }
        : null,
      race: null,
      headersOf: () => ['x-fixed', 'yes'],
    };
    this.attempt = new Attempt(setup, (outcome) => void this.outcomes.push(outcome));
    trials.push(this);
  }

  start(): ScriptedCall {
    this.attempt.start();
    return this.upstream.call(0);
  }

  get inFlight(): number {
    return this.test.deployment().state.inFlight;
  }

  /** Whatever happened: it ended once, and everything was given back. */
  check(): void {
    this.test.assertIdle();
    if (this.outcomes.length !== 1) throw new Error(`it ended ${this.outcomes.length} times`);
  }
}

let trials: Trial[] = [];

afterEach(() => {
  for (const trial of trials) trial.check();
  trials = [];
});

describe('an attempt', () => {
  test('sends what was encoded to where the deployment lives', () => {
    const trial = new Trial();
    const { request } = trial.start();
    expect(request).toMatchObject({
      origin: 'http://upstream.internal:8000',
      method: 'POST',
      path: '/v1/chat/completions',
      connectTimeoutMs: 5_000,
    });
    expect(JSON.parse(String(request.body))).toMatchObject({ model: 'upstream-model' });
    trial.exchange.leave();
  });

  test('is counted while it is under way, and in the minute', () => {
    const trial = new Trial();
    const call = trial.start();
    expect(trial.inFlight).toBe(1);
    expect(trial.test.gateway.watch.size).toBe(1);
    expect(trial.test.deployment().state.usage(0).requests).toBe(1);
    call.head(200, { 'content-type': 'application/json' }).data(ANSWER);
    call.end();
    expect(trial.outcomes).toEqual([{ kind: 'answered' }]);
    expect(trial.exchange.sentHeader('x-fixed')).toBe('yes');
  });

  test('measures from sending to the end', () => {
    const trial = new Trial(true);
    const { clock } = trial.test;
    clock.advance(0);
    const call = trial.start().head(200, { 'content-type': 'text/event-stream' });
    clock.advance(100);
    call.data(TOKEN);
    clock.advance(200);
    call.data('data: [DONE]\n\n');
    call.end();
    expect(trial.attempt.measure).toMatchObject({
      sentAt: 0,
      firstTokenAt: 100,
      endedAt: 300,
      status: 200,
    });
  });
});

describe('a deadline', () => {
  test('ends a call without an answer, and the socket with it', () => {
    const trial = new Trial();
    const call = trial.start();
    trial.test.clock.advance(999);
    expect(trial.outcomes).toEqual([]);
    trial.test.clock.advance(26);
    expect(trial.outcomes).toMatchObject([
      { kind: 'failed', failure: { failureClass: 'timeout', silent: true, origin: 'local' } },
    ]);
    expect(call.aborted).toBe(true);
  });

  test('is not moved by an answer that comes in drips', () => {
    const trial = new Trial();
    const call = trial.start().head(200, { 'content-type': 'application/json' });
    for (let i = 0; i < 9; i += 1) {
      call.data(' ');
      trial.test.clock.advance(125);
    }
    expect(trial.outcomes).toMatchObject([{ kind: 'failed', failure: { origin: 'upstream' } }]);
  });

  test('is not moved by events without content', () => {
    const trial = new Trial(true);
    const call = trial.start().head(200, { 'content-type': 'text/event-stream' });
    for (let i = 0; i < 9; i += 1) {
      call.data(': keep-alive\n\n');
      call.data('data: {"choices":[{"index":0,"delta":{"role":"assistant"}}]}\n\n');
      trial.test.clock.advance(125);
    }
    expect(trial.outcomes).toMatchObject([
      { kind: 'failed', failure: { failureClass: 'timeout' } },
    ]);
    expect(trial.exchange.headSent).toBe(false);
  });

  test('does not hide what an error answer said before it fell silent', () => {
    const trial = new Trial();
    const call = trial.start().head(429, { 'retry-after': '7' });
    call.data('{"error":{"message":"slow do');
    trial.test.clock.advance(1_025);
    expect(trial.outcomes).toMatchObject([
      { kind: 'failed', failure: { failureClass: 'rate_limit', retryAfterMs: 7_000 } },
    ]);
  });
});

describe('a fault of the way', () => {
  test('before an answer is a failure', () => {
    const trial = new Trial();
    trial.start().fail('connect_refused');
    expect(trial.outcomes).toMatchObject([
      { kind: 'failed', failure: { failureClass: 'transient', origin: 'local' } },
    ]);
  });

  test('inside an answer is one too: nothing of it was sent', () => {
    const trial = new Trial();
    const call = trial.start().head(200, { 'content-type': 'application/json' });
    call.data(ANSWER.slice(0, 20));
    call.fail('reset');
    expect(trial.outcomes).toMatchObject([{ kind: 'failed', failure: { origin: 'upstream' } }]);
    expect(trial.exchange.headSent).toBe(false);
  });

  test('inside an error answer leaves what the status says', () => {
    const trial = new Trial();
    trial.start().head(401).fail('reset');
    expect(trial.outcomes).toMatchObject([{ failure: { failureClass: 'credential' } }]);
  });

  test('after content leaves the stream as it is, to be gone on with', () => {
    const trial = new Trial(true);
    const call = trial.start().head(200, { 'content-type': 'text/event-stream' });
    call.data(TOKEN);
    call.fail('reset');
    expect(trial.outcomes).toMatchObject([{ kind: 'failed' }]);
    expect(trial.exchange.events).toHaveLength(1);
    expect(trial.exchange.ended).toBe(false);
  });
});

describe('a client', () => {
  test('that has left already causes no call', () => {
    const trial = new Trial();
    trial.exchange.leave();
    trial.attempt.start();
    expect(trial.upstream.calls).toEqual([]);
    expect(trial.outcomes).toEqual([{ kind: 'aborted', cut: false }]);
  });

  test('that leaves ends the call in the same turn, and nothing is sent any more', () => {
    const trial = new Trial();
    const call = trial.start();
    trial.exchange.leave();
    expect(call.aborted).toBe(true);
    expect(trial.outcomes).toEqual([{ kind: 'aborted', cut: false }]);
    trial.attempt.onHead({ status: 200, header: () => undefined, raw: () => [] });
    expect(trial.attempt.onData(Buffer.from(ANSWER))).toBe(true);
    trial.attempt.onError({ kind: 'reset', message: '', staleSocket: false });
    trial.attempt.onDeadline();
    trial.attempt.cut();
    expect(trial.exchange.headSent).toBe(false);
  });

  test('that is slow pauses reading until it has taken everything', () => {
    const trial = new Trial(true);
    const call = trial.start().head(200, { 'content-type': 'text/event-stream' });
    trial.exchange.full = true;
    expect(call.data(TOKEN)).toBe(false);
    trial.test.clock.advance(450);
    trial.exchange.drain();
    expect(call.resumes).toBe(1);
    trial.test.clock.advance(450);
    expect(trial.outcomes).toEqual([]);
    expect(call.data(TOKEN)).toBe(true);
    trial.test.clock.advance(525);
    expect(trial.outcomes).toMatchObject([{ kind: 'failed' }]);
  });

  test('that takes nothing for too long is cut', () => {
    const trial = new Trial(true);
    const call = trial.start().head(200, { 'content-type': 'text/event-stream' });
    trial.exchange.full = true;
    call.data(TOKEN);
    trial.test.clock.advance(525);
    expect(trial.exchange.destroyed).toBe(true);
    expect(trial.outcomes).toEqual([{ kind: 'aborted', cut: false }]);
    expect(call.aborted).toBe(true);
  });
});

describe('cutting', () => {
  test('before an answer says 503, and nobody tries again', () => {
    const trial = new Trial();
    const call = trial.start();
    trial.test.gateway.watch.cutAll();
    expect(trial.exchange.status).toBe(503);
    expect(trial.exchange.sentHeader('retry-after')).toBe('1');
    expect(trial.outcomes).toEqual([{ kind: 'aborted', cut: true }]);
    expect(call.aborted).toBe(true);
  });

  test('inside an answer that is still being read says 503 too', () => {
    const trial = new Trial();
    trial.start().head(200, { 'content-type': 'application/json' }).data(ANSWER.slice(0, 9));
    trial.attempt.cut();
    expect(trial.exchange.json).toMatchObject({ error: { code: 'gateway_shutdown' } });
  });
});
