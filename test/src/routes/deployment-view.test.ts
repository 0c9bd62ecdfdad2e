import { beforeEach, expect, test } from '@jest/globals';
import { nameDeployment, viewDeployment } from '../../../src/routes/deployment-view.ts';
import { breakerFailure } from '../../support/breaker-literals.ts';
import { UPSTREAM_KEY } from '../../support/config-literals.ts';
import { makeGateway, type TestGateway } from '../../support/gateway.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

let running: TestGateway;

beforeEach(() => {
  running = makeGateway({ upstream: new ScriptedUpstream() });
});

function view() {
  return viewDeployment(running.gateway, running.deployment());
}

function fail(parts: Parameters<typeof breakerFailure>[0]): void {
  const breaker = running.deployment().breaker('chat');
  const now = running.clock.now();
  breaker.onFailure(breaker.tryAcquirePermit(now, 'whole'), now, breakerFailure(parts));
}

test('a hold shows its rest and the failure that brought it', () => {
  fail({
    ...{ verdict: 'hold', failureClass: 'rate_limit', httpStatus: 429, reason: 'rate_limit' },
    ...{ retryAfterMs: 20_000.5, upstreamRequestId: 'req_1' },
  });
  expect(view().breakers).toEqual([
    expect.objectContaining({
      state: 'closed',
      hold: { remaining_ms: 20_001 },
      weight: 0,
      why: 'the upstream asked to be left alone for another 20 s, last 429 rate_limit',
      last_failure: expect.objectContaining({
        ...{ class: 'rate_limit', http_status: 429, retry_after_ms: 20_001 },
        upstream_request_id: 'req_1',
      }),
    }),
  ]);
});

test('a quarantine says what is to be mended', () => {
  const refused = { verdict: 'quarantine', failureClass: 'quota', httpStatus: 429 } as const;
  fail({ ...refused, reason: 'insufficient_quota' });
  expect(view().breakers[0]).toMatchObject({
    ...{ state: 'open', cause: 'quota', quarantine: 'quota' },
    why: expect.stringContaining('its account has no quota left, last 429 quota'),
  });
});

test('the numbers of the window are rounded for people', () => {
  fail({});
  fail({});
  const breaker = running.deployment().breaker('chat');
  breaker.onStart(breaker.tryAcquirePermit(0, 'whole'), 0, 10);
  breaker.tryAcquirePermit(0, 'whole');
  expect(view().breakers[0]?.window).toMatchObject({
    ...{ successes: 1, failures: 2, failure_rate: 0.667, in_flight: 1 },
  });
});

test('calls under way are counted, over all operations', () => {
  running.deployment().state.inFlight = 2;
  expect(view()).toMatchObject({ in_flight: 2, breakers: [] });
});

test('a deployment without an address is named without one', () => {
  const deployment = running.deployment();
  const target = { ...deployment.target, displayBase: '' };
  expect(nameDeployment({ ...deployment, target })).toEqual({
    model_id: 'id-group-upstream-model',
    model_group: 'group',
    model: 'openai/upstream-model',
  });
});

test('nothing of it is a credential', () => {
  fail({ reason: `Incorrect API key: ${UPSTREAM_KEY}`, upstreamRequestId: UPSTREAM_KEY });
  const { credential } = running.deployment().breaker('chat').key;
  const text = JSON.stringify(view());
  expect(credential).toEqual(expect.any(String));
  expect(text).not.toContain(UPSTREAM_KEY);
  expect(text).not.toContain(credential);
});
