import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Breaker } from '../../../src/resilience/breaker/breaker.ts';
import type { BreakerEvent } from '../../../src/resilience/breaker/events.ts';
import { deploymentRoutes } from '../../../src/routes/deployments.ts';
import { RouteTable } from '../../../src/routes/route-table.ts';
import { breakerFailure } from '../../support/breaker-literals.ts';
import { CapturedExchange, type CapturedRequest } from '../../support/captured-exchange.ts';
import { captureLogger, type CapturedLogger } from '../../support/captured-logger.ts';
import { MASTER_KEY, UPSTREAM_KEY } from '../../support/config-literals.ts';
import { makeGateway, type TestGateway } from '../../support/gateway.ts';
import { turns } from '../../support/http-server.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

const USER_KEY = 'sk-of-a-user-0123456789';

let gateway: TestGateway;
let routes: RouteTable;
let log: CapturedLogger;

beforeEach(async () => {
  gateway = makeGateway({
    upstream: new ScriptedUpstream(),
    deployments: [
      { id: 'primary', modelName: 'gpt' },
      { id: 'secondary', modelName: 'other' },
    ],
    findKey: () => ({ keyHash: 'a-hash', role: null }),
  });
  log = await captureLogger();
  routes = new RouteTable(deploymentRoutes(gateway.gateway, log.logger));
});

async function send(method: string, path: string, request: CapturedRequest = {}) {
  const headers = { authorization: `Bearer ${MASTER_KEY}` };
  const exchange = new CapturedExchange({ headers, ...request, method, path });
  const match = routes.match(method, path);
  if (!('handle' in match)) throw new Error(match.message);
  await match.handle(exchange, match.params);
  return exchange;
}

async function view(query = ''): Promise<readonly DeploymentView[]> {
  const exchange = await send('GET', '/health/deployments', { query });
  expect(exchange.status).toBe(200);
  expect(exchange.text).not.toContain(UPSTREAM_KEY);
  return (exchange.json as { deployments: readonly DeploymentView[] }).deployments;
}

interface DeploymentView {
  readonly model_id: string;
  readonly breakers: readonly Readonly<Record<string, unknown>>[];
}

function order(id: string, body: object): Promise<CapturedExchange> {
  return send('POST', `/health/deployments/${id}/override`, { body });
}

/** Opens the breaker of a deployment as eight failures in sequence do. */
async function shut(id: string): Promise<Breaker> {
  const breaker = gateway.deployment(id).breaker('chat');
  const failure = breakerFailure({ reason: `wrong key ${UPSTREAM_KEY}` });
  for (let call = 0; call < 8; call++) {
    const now = gateway.clock.now();
    const permit = breaker.tryAcquirePermit(now, 'whole');
    gateway.clock.advance(200);
    breaker.onFailure(permit, gateway.clock.now(), failure);
  }
  await turns(1);
  return breaker;
}

describe('GET /health/deployments', () => {
  test('lists every deployment; a breaker is there from its first call on', async () => {
    gateway.deployment('primary').breaker('chat');
    const exchange = await send('GET', '/health/deployments');
    expect(exchange.json).toEqual({
      schema: 'llmgw.deployments/v1',
      deployments: [
        {
          model_id: 'primary',
          model_group: 'gpt',
          model: 'openai/upstream-model',
          api_base: 'http://upstream.internal:8000/v1',
          in_flight: 0,
          breakers: [
            expect.objectContaining({
              ...{ operation: 'chat', state: 'closed', why: null, weight: 1 },
              ...{ last_failure: null, next_probe_in_ms: null, hold: null, override: null },
              since: '2026-01-01T00:00:00.000Z',
            }),
          ],
        },
        expect.objectContaining({ model_id: 'secondary', breakers: [] }),
      ],
    });
  });

  test('says of an open one why, since when, and when it is asked again', async () => {
    await shut('primary');
    gateway.clock.advance(1_000);
    const [primary] = await view();
    expect(primary?.breakers).toEqual([
      expect.objectContaining({
        state: 'open',
        in_state_ms: 1_000,
        since: '2026-01-01T00:00:01.600Z',
        cause: 'consecutive',
        attempt: 1,
        weight: 0,
        probing: false,
        next_probe_in_ms: 1_500,
        why: expect.stringMatching(
          /^open for 1\.0 s: calls failed in sequence, last 503 .*1\.5 s$/,
        ),
        last_failure: {
          ...{ class: 'overloaded', origin: 'upstream', http_status: 503 },
          ...{ retry_after_ms: null, upstream_request_id: null },
          reason: 'wrong key [redacted]',
        },
      }),
    ]);
  });

  test.each(['model=other', 'model_id=secondary', 'model=other&model_id=secondary'])(
    '?%s leaves out the others',
    async (query) => {
      expect((await view(query)).map((one) => one.model_id)).toEqual(['secondary']);
    },
  );

  test('takes any key, but not none', async () => {
    const user = { headers: { authorization: `Bearer ${USER_KEY}` } };
    expect((await send('GET', '/health/deployments', user)).status).toBe(200);
    expect((await send('GET', '/health/deployments', { headers: {} })).status).toBe(401);
  });
});

describe('POST /health/deployments/{id}/override', () => {
  const closed = { mode: 'forced_open', ttl: 600, reason: 'moving house', actor: 'alice' };

  test('is in force when it is answered, for every operation, and ends by itself', async () => {
    const breaker = gateway.deployment('primary').breaker('chat');
    const exchange = await order('primary', closed);
    const [primary] = (exchange.json as { deployments: readonly DeploymentView[] }).deployments;
    expect(exchange.status).toBe(200);
    expect(primary?.breakers.length).toBeGreaterThan(1);
    for (const one of primary?.breakers ?? []) {
      expect(one).toMatchObject({
        override: { mode: 'forced_open', remaining_ms: 600_000, actor: 'alice' },
        ...{ weight: 0, why: 'forced open by alice for another 10 min: moving house' },
      });
    }
    expect(breaker.weight(gateway.clock.now())).toBe(0);
    gateway.clock.advance(600_000);
    expect(breaker.tryAcquirePermit(gateway.clock.now(), 'whole')).toBeGreaterThanOrEqual(0);
  });

  test('none takes it away', async () => {
    await order('primary', closed);
    await order('primary', { mode: 'none', reason: 'moved' });
    const [primary] = await view('model_id=primary');
    expect(primary?.breakers[0]).toMatchObject({ override: null, weight: 1, why: null });
  });

  test('reset closes what is open', async () => {
    const breaker = await shut('primary');
    expect(breaker.state).toBe('OPEN');
    await order('primary', { mode: 'reset', reason: 'mended' });
    expect(breaker.state).toBe('CLOSED');
    expect(breaker.weight(gateway.clock.now())).toBe(1);
  });

  test('every order is in the log with who asked for it, also one that changes nothing', async () => {
    const events: BreakerEvent[] = [];
    gateway.gateway.breakers.onEvent((event) => void events.push(event));
    await order('primary', { mode: 'none', reason: `wrong key ${UPSTREAM_KEY}` });
    expect(events).toEqual([]);
    expect(await log.lines()).toEqual([
      expect.objectContaining({
        event: 'circuit_breaker_order',
        deployment: 'primary',
        mode: 'none',
        actor: 'master key',
        remote_address: '127.0.0.1',
        msg: 'master key orders "none" for primary: wrong key [redacted]',
      }),
    ]);
    expect(log.text()).not.toContain(UPSTREAM_KEY);
  });

  test('needs the master key', async () => {
    const headers = { authorization: `Bearer ${USER_KEY}` };
    const request = { headers, body: closed };
    const exchange = await send('POST', '/health/deployments/primary/override', request);
    expect(exchange.status).toBe(403);
    expect(gateway.gateway.breakers.ofDeployment('primary')).toEqual([]);
    const nobody = await send('POST', '/health/deployments/primary/override', {
      ...{ headers: {}, body: closed },
    });
    expect(nobody.status).toBe(401);
  });

  test('a deployment that is not there is a 404 with the nearest one', async () => {
    const exchange = await order('primray', closed);
    expect(exchange.status).toBe(404);
    expect(exchange.json).toMatchObject({
      error: {
        code: 'deployment_not_found',
        message: expect.stringContaining('Did you mean "primary"?'),
      },
    });
  });

  test('an id may hold slashes and spaces', async () => {
    expect((await order('a%2Fb%20c', closed)).text).toContain(
      'There is no deployment \\"a/b c\\".',
    );
  });

  test('what cannot be carried out is a 400 that names the key, and changes nothing', async () => {
    const exchange = await order('primary', { ...closed, ttl: -1 });
    expect(exchange.status).toBe(400);
    expect(exchange.json).toMatchObject({ error: { param: 'ttl', code: 'invalid_override' } });
    expect(gateway.gateway.breakers.ofDeployment('primary')).toEqual([]);
    expect(await log.lines()).toEqual([]);
  });

  test('a body that is too large is a 413', async () => {
    const exchange = await order('primary', { ...closed, reason: 'x'.repeat(20_000) });
    expect(exchange.status).toBe(413);
  });

  test('a client that leaves before its body came is left alone', async () => {
    const path = '/health/deployments/primary/override';
    const exchange = await send('POST', path, { bodyFault: 'aborted' });
    expect(exchange.headSent).toBe(false);
  });
});
