import { describe, expect, test } from '@jest/globals';
import { serveModelCall, type CallSite } from '../../../src/gateway/pipeline.ts';
import type { SkillInjector } from '../../../src/gateway/skill-injector.ts';
import { CapturedExchange, type CapturedRequest } from '../../support/captured-exchange.ts';
import { MASTER_KEY } from '../../support/config-literals.ts';
import {
  llmRequest,
  makeGateway,
  passingBackoff,
  type GatewayParts,
} from '../../support/gateway.ts';
import { ScriptedUpstream, type ScriptedCall } from '../../support/scripted-upstream.ts';

const SITE: CallSite = { operation: 'chat', route: '/v1/chat/completions', pathModel: null };
const BODY = { model: 'group', messages: [{ role: 'user', content: 'prompt-canary' }] };
const HEADERS = { authorization: `Bearer ${MASTER_KEY}` };
const ANSWER = JSON.stringify({
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
});

class ObedientUpstream extends ScriptedUpstream {
  readonly #act: (call: ScriptedCall) => void;

  constructor(act: (call: ScriptedCall) => void) {
    super();
    this.#act = act;
  }

  override send(...args: Parameters<ScriptedUpstream['send']>) {
    const call = super.send(...args);
    queueMicrotask(() => this.#act(this.call(this.calls.length - 1)));
    return call;
  }
}

const answering = (call: ScriptedCall) => {
  call.head(200, { 'content-type': 'application/json' }).data(ANSWER);
  call.end();
};

interface Served {
  readonly request?: CapturedRequest;
  readonly site?: Partial<CallSite>;
  readonly parts?: GatewayParts;
  readonly act?: (call: ScriptedCall) => void;
}

async function serve({ request, site, parts, act = answering }: Served = {}) {
  const upstream = new ObedientUpstream(act);
  const running = makeGateway({ ...parts, upstream });
  const exchange = new CapturedExchange({ headers: HEADERS, body: BODY, ...request });
  await passingBackoff(running, serveModelCall(running.gateway, exchange, { ...SITE, ...site }));
  const [record, ...more] = running.records();
  expect(more).toEqual([]);
  return { exchange, upstream, record };
}

describe('a good call', () => {
  test('is answered, and recorded once without prompt or key', async () => {
    const { exchange, record } = await serve();
    expect(exchange.status).toBe(200);
    expect(exchange.json).toMatchObject({ model: 'group' });
    expect(record).toMatchObject({
      id: 'call-1',
      route: '/v1/chat/completions',
      requestedModel: 'group',
      group: 'group',
      status: 200,
      errorCode: null,
      usage: { totalTokens: 3 },
      attempts: [{ outcome: 'answered' }],
      aborted: false,
    });
    expect(record?.key).toMatch(/^[0-9a-f]{12}$/);
    expect(JSON.stringify(record)).not.toContain('canary');
  });

  test('may take its model from the path', async () => {
    const { messages } = BODY;
    const request = { body: { messages } };
    const { exchange } = await serve({ request, site: { pathModel: 'group' } });
    expect(exchange.status).toBe(200);
  });

  test('goes to the forced model where one is set', async () => {
    const parts = { general: { completionModel: 'group' } };
    const { exchange, record } = await serve({ parts, request: { body: { ...BODY, model: 'x' } } });
    expect(exchange.status).toBe(200);
    expect(record).toMatchObject({ requestedModel: 'group' });
  });
});

describe('a bad call', () => {
  const cases: readonly (readonly [string, CapturedRequest, number, string])[] = [
    ['no key', { headers: {} }, 401, 'missing_api_key'],
    ['a wrong key', { headers: { authorization: 'Bearer no' } }, 401, 'invalid_api_key'],
    ['no body', { body: '' }, 400, 'empty_body'],
    ['broken JSON', { body: '{"model":"group",prompt-canary}' }, 400, 'invalid_json'],
    ['a large body', { bodyFault: 'too_large' }, 413, 'body_too_large'],
    ['a slow body', { bodyFault: 'timeout' }, 408, 'request_timeout'],
    ['an unknown model', { body: { ...BODY, model: 'gruop' } }, 400, 'model_not_found'],
    ['a wrong type', { body: { ...BODY, messages: 'x' } }, 400, 'invalid_type'],
    ['an address', { body: { ...BODY, api_base: 'http://x' } }, 400, 'client_address_refused'],
  ];

  test.each(cases)('with %s never reaches an upstream', async (_name, request, status, code) => {
    const { exchange, upstream, record } = await serve({ request });
    expect(exchange.status).toBe(status);
    expect(exchange.json).toMatchObject({ error: { code } });
    expect(exchange.text).not.toContain('canary');
    expect(exchange.sentHeader('x-litellm-call-id')).toBe('call-1');
    expect(upstream.calls).toEqual([]);
    expect(record).toMatchObject({ status, errorCode: code, attempts: [], group: '' });
  });

  test('whose client left before its body came is not answered', async () => {
    const { exchange } = await serve({ request: { bodyFault: 'aborted' } });
    expect(exchange.headSent).toBe(false);
  });

  test('without a key does not have its body read', async () => {
    let read = false;
    const { gateway } = makeGateway({ upstream: new ScriptedUpstream() });
    const exchange = new CapturedExchange({ body: BODY });
    exchange.readBody = () => {
      read = true;
      return Promise.resolve('aborted');
    };
    await serveModelCall(gateway, exchange, SITE);
    expect([exchange.status, read]).toEqual([401, false]);
  });

  test('has the status as its code where clients of LiteLLM expect that', async () => {
    const { exchange } = await serve({
      request: { headers: {} },
      parts: { llmgw: { errorCode: 'status' } },
    });
    expect(exchange.json).toMatchObject({ error: { code: '401' } });
  });
});

describe('a call that fails upstream', () => {
  test('ends in one error with its facts, recorded with all attempts', async () => {
    const act = (call: ScriptedCall) => call.head(503, { 'retry-after': '2' }).end();
    const { exchange, record } = await serve({ act });
    expect(exchange.status).toBe(503);
    expect(exchange.sentHeader('retry-after')).toBe('2');
    expect(exchange.sentHeader('x-litellm-attempted-retries')).toBe('2');
    expect(exchange.sentHeader('x-litellm-attempted-fallbacks')).toBe('0');
    expect(record).toMatchObject({ status: 503, usage: null, group: 'group' });
    expect(record?.attempts).toHaveLength(3);
  });

  test('because the client left is recorded as that', async () => {
    const upstream = new ScriptedUpstream();
    const running = makeGateway({ upstream });
    const exchange = new CapturedExchange({ headers: HEADERS, body: BODY });
    const served = serveModelCall(running.gateway, exchange, SITE);
    while (upstream.calls.length === 0) await Promise.resolve();
    exchange.leave();
    await served;
    expect(running.records()).toMatchObject([{ status: 499, aborted: true, errorCode: null }]);
    expect(exchange.headSent).toBe(false);
  });

  test('because the gateway stops is not put down to the client', async () => {
    const upstream = new ScriptedUpstream();
    const running = makeGateway({ upstream });
    const exchange = new CapturedExchange({ headers: HEADERS, body: BODY });
    const served = serveModelCall(running.gateway, exchange, SITE);
    while (upstream.calls.length === 0) await Promise.resolve();
    running.gateway.draining = true;
    running.gateway.watch.cutAll();
    await served;
    const [record] = running.records();
    expect(record).toMatchObject({ status: 503, aborted: false, errorCode: 'gateway_shutdown' });
  });

  test('after content went out is recorded as broken, although the status was 200', async () => {
    const act = (call: ScriptedCall) => {
      call.head(200, { 'content-type': 'text/event-stream' });
      call.data('data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n');
      call.fail('reset');
    };
    const { exchange, record } = await serve({ act, request: { body: { ...BODY, stream: true } } });
    expect(exchange.status).toBe(200);
    expect(record).toMatchObject({ status: 200, stream: true, errorCode: expect.any(String) });
  });
});

describe('odd names', () => {
  const parts = { deployments: [{ modelName: '*', model: '*' }] };

  test('that no header can hold are written in one that can', async () => {
    const { exchange } = await serve({
      parts,
      request: { body: { ...BODY, model: 'a\r\nb: 模' } },
    });
    expect(exchange.status).toBe(200);
    expect(exchange.sentHeader('x-litellm-model-group')).toBe('a%0D%0Ab%3A%20%E6%A8%A1');
  });

  test('that are no text are unknown, as models and as fallbacks', async () => {
    const { messages } = BODY;
    const [wrong, right] = [JSON.stringify('\ud800'), JSON.stringify(messages)];
    const first = await serve({
      parts,
      request: { body: `{"model":${wrong},"messages":${right}}` },
    });
    expect(first.exchange.status).toBe(400);
    expect(first.exchange.json).toMatchObject({ error: { code: 'model_not_found' } });
    const body = `{"model":"x","messages":${right},"num_retries":0,"fallbacks":[${wrong}]}`;
    const act = (call: ScriptedCall) => call.head(500).end();
    const second = await serve({ parts, act, request: { body } });
    expect(second.upstream.calls).toHaveLength(1);
    expect(second.exchange.json).toMatchObject({ error: { code: 'upstream_error' } });
  });
});

describe('a request that names skills', () => {
  const container = { skills: [{ skill_id: 'litellm_skill_1' }] };
  const NOT_FOUND = { status: 404, type: 'not_found_error', code: 'skill_not_found', message: '' };

  async function serveNamed(body: object, answer: Awaited<ReturnType<SkillInjector['prepare']>>) {
    const upstream = new ObedientUpstream(answering);
    const running = makeGateway({ upstream });
    const asked: unknown[] = [];
    running.gateway.skills = {
      prepare(request) {
        asked.push(request.json['container']);
        return Promise.resolve(answer);
      },
      prepareMessages: (bytes) => Promise.resolve({ body: bytes, header: null }),
      ...{ forget() {}, forgetAll() {}, expire() {} },
    };
    const exchange = new CapturedExchange({ headers: HEADERS, body: { ...BODY, ...body } });
    await passingBackoff(running, serveModelCall(running.gateway, exchange, SITE));
    return { exchange, asked, sent: running.sent, records: running.records() };
  }

  test('goes on as the skills make it, and says so', async () => {
    const request = llmRequest({ messages: [{ role: 'user', content: 'with a skill' }] });
    const prepared = { request, header: 'pdf(source=fresh)' };
    const { exchange, asked, sent } = await serveNamed({ container }, prepared);
    expect(asked).toEqual([container]);
    expect(exchange.sentHeader('x-llmgw-skills')).toBe('pdf(source=fresh)');
    expect(String(sent[0]?.request.body)).toContain('with a skill');
  });

  test('is refused with what the skills say', async () => {
    const { exchange, sent, records } = await serveNamed({ container }, NOT_FOUND);
    expect(exchange.status).toBe(404);
    expect(exchange.json).toMatchObject({ error: { code: 'skill_not_found' } });
    expect(sent).toEqual([]);
    expect(records).toMatchObject([{ status: 404, errorCode: 'skill_not_found' }]);
  });

  test('nobody else is asked for skills', async () => {
    const { exchange, asked } = await serveNamed({}, NOT_FOUND);
    expect(exchange.status).toBe(200);
    expect(asked).toEqual([]);
    expect(exchange.sentHeader('x-llmgw-skills')).toBeUndefined();
  });

  test('where nobody keeps skills it goes on as it came', async () => {
    const { exchange } = await serve({ request: { body: { ...BODY, container } } });
    expect(exchange.status).toBe(200);
  });
});
