import { beforeEach, describe, expect, test } from '@jest/globals';
import { explainRoutes } from '../../../src/routes/explain-route.ts';
import { RouteTable } from '../../../src/routes/route-table.ts';
import { CapturedExchange, type CapturedRequest } from '../../support/captured-exchange.ts';
import { MASTER_KEY, UPSTREAM_KEY } from '../../support/config-literals.ts';
import { quietGateway } from '../../support/explain/explained.ts';
import type { TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;

beforeEach(() => {
  gateway = quietGateway({
    deployments: [{ id: 'a' }],
    findKey: () => ({ keyHash: 'a-hash', role: null }),
  });
});

async function ask(request: CapturedRequest): Promise<CapturedExchange> {
  const headers = { authorization: `Bearer ${MASTER_KEY}` };
  const path = '/health/route';
  const exchange = new CapturedExchange({ headers, ...request, path });
  const match = new RouteTable(explainRoutes(gateway.gateway)).match('POST', path);
  if (!('handle' in match)) throw new Error(match.message);
  await match.handle(exchange, match.params);
  return exchange;
}

describe('POST /health/route', () => {
  test('says where a request would go now, and sends it nowhere', async () => {
    await gateway.deployment().breaker('chat').trip(9_000, `wrong key ${UPSTREAM_KEY}`);
    const exchange = await ask({ body: { model: 'group', stream: true }, query: 'assume=quota' });
    expect(exchange.status).toBe(200);
    expect(exchange.json).toMatchObject({
      ...{ schema: 'llmgw.explain-route/v1', stream: true, assume: 'quota', servable: false },
      groups: [{ candidates: [{ model_id: 'a', state: 'open', until_ms: 9_000 }] }],
    });
    expect(exchange.text).not.toContain(UPSTREAM_KEY);
    expect(gateway.sent).toEqual([]);
  });

  test('assumes overload unless told otherwise', async () => {
    expect((await ask({ body: { model: 'group' } })).json).toMatchObject({ assume: 'overloaded' });
  });

  test('needs the master key', async () => {
    const body = { model: 'group' };
    const user = { authorization: 'Bearer sk-of-a-user-0123456789' };
    expect((await ask({ body, headers: user })).status).toBe(403);
    expect((await ask({ body, headers: {} })).status).toBe(401);
  });

  test.each([
    [
      'a class that is none',
      { body: { model: 'group' }, query: 'assume=qouta' },
      'assume',
      '"quota"',
    ],
    ['an unknown model', { body: { model: 'gruop' } }, 'model', '"group"'],
    ['a body that is no JSON', { body: '{' }, null, 'not valid JSON'],
  ])('refuses %s, and says what was meant', async (_what, request, param, said) => {
    const exchange = await ask(request);
    expect(exchange.status).toBe(400);
    expect(exchange.json).toMatchObject({
      error: { param, message: expect.stringContaining(said) },
    });
  });

  test('refuses a body that is too large, and leaves a client alone that has gone', async () => {
    expect((await ask({ bodyFault: 'too_large' })).status).toBe(413);
    expect((await ask({ bodyFault: 'aborted' })).headSent).toBe(false);
  });
});
