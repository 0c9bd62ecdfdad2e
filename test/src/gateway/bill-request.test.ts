import { describe, expect, test } from '@jest/globals';
import { billRequest, type EndedRequest } from '../../../src/gateway/bill-request.ts';
import { RequestTrace } from '../../../src/gateway/request-trace.ts';
import { CapturedExchange } from '../../support/captured-exchange.ts';
import { CALLER, fakeBilling } from '../../support/fake-access.ts';
import { llmRequest, makeGateway } from '../../support/gateway.ts';

const usage = { promptTokens: 2, completionTokens: 3, totalTokens: 5, cacheReadTokens: 1 };

function ended(parts: Partial<EndedRequest> = {}, headers: Record<string, string> = {}) {
  const billing = fakeBilling();
  const test = makeGateway({ billing });
  const trace = new RequestTrace('group');
  trace.answeredBy = test.deployment();
  trace.usage = usage;
  test.clock.advance(250);
  const request: EndedRequest = {
    gateway: test.gateway,
    exchange: new CapturedExchange({ startedAt: 100, headers }),
    caller: CALLER,
    marks: { endUserId: null, tags: [], sessionId: 'session' },
    request: llmRequest(),
    trace,
    errorCode: null,
    ...parts,
  };
  return { billing, request, test };
}

describe('an answered request', () => {
  test('is priced by the deployment that answered, and handed on', () => {
    const { billing, request, test } = ended();
    expect(billRequest(request)).toEqual({ costUsd: 5, totalTokens: 5 });
    expect(billing.events).toHaveLength(1);
    expect(billing.events[0]).toMatchObject({
      requestId: request.exchange.id,
      callType: 'acompletion',
      status: 'success',
      modelId: test.deployment().id,
      modelGroup: 'group',
      usage: { promptTokens: 2, cacheReadTokens: 1, cacheWriteTokens: 0 },
      costUsd: 5,
      caller: CALLER,
      sessionId: 'session',
    });
    const [event] = billing.events;
    expect((event?.endedAtMs ?? 0) - (event?.startedAtMs ?? 0)).toBe(test.clock.now() - 100);
  });

  test('is charged under an id of our own when the client chose one: it may come twice', () => {
    const { billing, request } = ended({}, { 'x-litellm-call-id': 'again' });
    billRequest(request);
    billRequest(request);
    const ids = billing.events.map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain('again');
  });

  test('that nobody counted is estimated, not given away', () => {
    const { billing, request } = ended();
    request.trace.usage = null;
    request.trace.heard = 4;
    const prompt = Math.ceil(request.request.body.length / 4);
    expect(billRequest(request).totalTokens).toBe(prompt + 4);
    expect(billing.events[0]?.usage).toMatchObject({ promptTokens: prompt, completionTokens: 4 });
  });
});

test('a call that failed is noted and costs nothing', () => {
  const { billing, request } = ended({ errorCode: 'timeout' });
  request.trace.answeredBy = null;
  request.trace.usage = null;
  expect(billRequest(request)).toEqual({ costUsd: 0, totalTokens: 0 });
  expect(billing.events[0]).toMatchObject({
    status: 'failure',
    errorCode: 'timeout',
    costUsd: 0,
    provider: '',
    usage: { totalTokens: 0 },
  });
});

test('without prices only the tokens count', () => {
  const { request } = ended({ gateway: makeGateway().gateway });
  expect(billRequest(request)).toEqual({ costUsd: 0, totalTokens: 5 });
});
