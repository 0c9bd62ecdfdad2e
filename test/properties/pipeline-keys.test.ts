import { beforeEach, describe, expect, test } from '@jest/globals';
import { serveModelCall } from '../../src/gateway/pipeline.ts';
import { CapturedExchange } from '../support/captured-exchange.ts';
import { MASTER_KEY } from '../support/config-literals.ts';
import {
  CALLER,
  fakeAccess,
  fakeBilling,
  GRANT,
  type FakeAccess,
  type FakeBilling,
} from '../support/fake-access.ts';
import { makeGateway, passingBackoff } from '../support/gateway.ts';

const BODY = { model: 'group', messages: [{ role: 'user', content: 'hi' }], user: 'customer' };

let access: FakeAccess;
let billing: FakeBilling;
beforeEach(() => {
  access = fakeAccess();
  billing = fakeBilling();
});

/** One call of a model that answers by itself. */
async function call(key = 'sk-virtual', body: object = BODY, mockResponse = 'hello') {
  const running = makeGateway({
    access,
    billing,
    findKey: (hash) => access.findGrant(hash),
    deployments: [{ mockResponse }],
    router: { numRetries: 0 },
  });
  const headers = { authorization: `Bearer ${key}` };
  const exchange = new CapturedExchange({ headers, body, path: '/v1/chat/completions' });
  const site = { operation: 'chat', route: '/v1/chat/completions', pathModel: null } as const;
  await passingBackoff(running, serveModelCall(running.gateway, exchange, site));
  return exchange;
}

describe.each([false, true])('a virtual key (its look-up takes a while: %s)', (late) => {
  beforeEach(() => {
    access.late = late;
  });

  test('is let in, charged once, and its place given back once', async () => {
    const exchange = await call();
    expect(exchange.status).toBe(200);
    expect(exchange.sentHeader('x-litellm-key-rpm-limit')).toBe('5');
    expect(billing.events).toHaveLength(1);
    const [event] = billing.events;
    expect(event).toMatchObject({ status: 'success', caller: CALLER, modelGroup: 'group' });
    expect(access.uses).toMatchObject([{ endUserId: 'customer', path: '/v1/chat/completions' }]);
    expect(access.settlements).toEqual([
      { costUsd: event?.costUsd, totalTokens: event?.usage.totalTokens },
    ]);
    expect(exchange.sentHeader('x-litellm-response-cost')).toBe(String(event?.costUsd));
  });

  test('that is refused reaches no deployment, and is charged nothing', async () => {
    access.refusal = {
      status: 429,
      type: 'rate',
      code: 'rate_limit_exceeded',
      message: 'slow',
      headers: ['reset_at', 'soon'],
    };
    const exchange = await call();
    expect(exchange.status).toBe(429);
    expect(exchange.sentHeader('reset_at')).toBe('soon');
    expect(billing.events).toEqual([]);
    expect(access.settlements).toEqual([]);
  });

  test('gets its place back, and pays nothing, when the call fails', async () => {
    const exchange = await call('sk-virtual', BODY, 'litellm.InternalServerError');
    expect(exchange.status).toBe(500);
    expect(access.settlements).toEqual([{ costUsd: 0, totalTokens: 0 }]);
    expect(billing.events).toMatchObject([{ status: 'failure', costUsd: 0 }]);
  });
});

test('a key may have names of its own for models', async () => {
  const exchange = await call('sk-virtual', { ...BODY, model: 'my-alias' });
  expect(exchange.json).toMatchObject({ model: 'my-alias' });
  expect(access.uses).toMatchObject([{ model: 'my-alias', group: 'group' }]);
});

test('a request that is wrong in itself asks for no place', async () => {
  expect((await call('sk-virtual', { model: 'group' })).status).toBe(400);
  expect((await call('sk-virtual', { ...BODY, model: 'unknown' })).status).toBe(400);
  expect(access.uses).toEqual([]);
});

test('the master key takes no place, and is charged', async () => {
  expect((await call(MASTER_KEY)).status).toBe(200);
  expect(access.uses).toEqual([]);
  expect(billing.events).toMatchObject([{ caller: { userId: 'default_user_id' } }]);
});

test('a place is given back also when the gateway itself is at fault', async () => {
  billing.add = () => {
    throw new Error('a fault of ours');
  };
  await expect(call()).rejects.toThrow('a fault of ours');
  expect(access.settlements).toEqual([{ costUsd: 0, totalTokens: 0 }]);
  expect(access.uses).toEqual([expect.objectContaining({ group: 'group' })]);
  expect(GRANT.role).toBeNull();
});
