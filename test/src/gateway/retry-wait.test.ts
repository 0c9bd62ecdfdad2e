import { describe, expect, test } from '@jest/globals';
import { GroupRound } from '../../../src/gateway/group-round.ts';
import { plannedWaitMs, waitBeforeRetry } from '../../../src/gateway/retry-wait.ts';
import { providerFailure } from '../../../src/gateway/attempt-failure.ts';
import type { AttemptFailure } from '../../../src/gateway/attempt-outcome.ts';
import type { BreakerFailure } from '../../../src/resilience/breaker/types.ts';
import { turns } from '../../support/http-server.ts';
import { llmRequest, makeGateway, makeJob, type GatewayParts } from '../../support/gateway.ts';

function failureOf(status: number, retryAfterMs: number | null = null): AttemptFailure {
  const error = { status, message: 'x', type: null, code: null, param: null };
  return providerFailure(error, retryAfterMs);
}

interface Parts extends GatewayParts {
  readonly isLast?: boolean;
  readonly body?: object;
}

function roundOf({ isLast = true, body = {}, ...parts }: Parts = {}) {
  const running = makeGateway(parts);
  const job = makeJob(running, llmRequest({ ...body }));
  const round = new GroupRound(job, job.route, isLast);
  const [candidate] = job.route.candidates;
  if (candidate === undefined) throw new Error('no candidate');
  return { running, round, job, candidate };
}

const random = () => 0;

describe('the wait before a retry', () => {
  test('is nothing where a fresh deployment takes the call', () => {
    const { round, candidate } = roundOf({ deployments: [{ model: 'a' }, { model: 'b' }] });
    round.fail(candidate, failureOf(503), false);
    expect(plannedWaitMs(round, failureOf(503), random)).toBe(0);
  });

  test('backs off where there is only the one that failed, and ever longer', () => {
    const { round, candidate } = roundOf();
    round.fail(candidate, failureOf(503), false);
    const first = plannedWaitMs(round, failureOf(503), () => 0.5) ?? 0;
    expect(first).toBeGreaterThanOrEqual(500);
    round.previousWaitMs = 4_000;
    expect(plannedWaitMs(round, failureOf(503), () => 0.9)).toBeGreaterThan(first);
  });

  test('is never shorter than the upstream asks', () => {
    const { round, candidate } = roundOf();
    round.fail(candidate, failureOf(429, 2_000), false);
    expect(plannedWaitMs(round, failureOf(429, 2_000), random)).toBeGreaterThanOrEqual(2_000);
  });

  test('is too long to be worth it where another group is left', () => {
    for (const isLast of [true, false]) {
      const { round, candidate } = roundOf({ isLast });
      round.fail(candidate, failureOf(429, 20_000), false);
      const waitMs = plannedWaitMs(round, failureOf(429, 20_000), random);
      expect(waitMs === null).toBe(!isLast);
    }
  });

  test('is too long when the request has less time than that', () => {
    const { round, candidate } = roundOf({ body: { timeout: 1 } });
    round.fail(candidate, failureOf(429, 2_000), false);
    expect(plannedWaitMs(round, failureOf(429, 2_000), random)).toBeNull();
  });

  test('is not made for a deployment that is open', async () => {
    const { running, round, candidate } = roundOf();
    candidate.deployment.breaker('chat');
    await running.gateway.breakers.trip(candidate.deployment.id, 1_000, 'test');
    round.fail(candidate, failureOf(503), false);
    expect(plannedWaitMs(round, failureOf(503), random)).toBeNull();
  });

  test('ends with the client, and its timer too', async () => {
    const { running, round, job, candidate } = roundOf();
    round.fail(candidate, failureOf(503), false);
    const waiting = waitBeforeRetry(round, failureOf(503));
    expect(running.clock.pending).toBe(1);
    job.exchange.leave();
    expect(await waiting).toBe('aborted');
    expect(running.clock.pending).toBe(0);
    expect(await waitBeforeRetry(round, failureOf(503))).toBe('aborted');
  });

  test('goes on when another call has moved the end of the hold meanwhile', async () => {
    const { running, round, candidate } = roundOf();
    const breaker = candidate.deployment.breaker('chat');
    const limited = (retryAfterMs: number): BreakerFailure => ({
      verdict: 'hold',
      failureClass: 'rate_limit',
      origin: 'upstream',
      reason: 'rate_limit_exceeded',
      httpStatus: 429,
      retryAfterMs,
      upstreamRequestId: null,
    });
    const late = breaker.tryAcquirePermit(0, 'whole');
    breaker.onFailure(breaker.tryAcquirePermit(0, 'whole'), 0, limited(2_000));
    await turns(1);
    round.fail(candidate, failureOf(429, 2_000), false);
    const waiting = waitBeforeRetry(round, failureOf(429, 2_000));
    running.clock.advance(1_000);
    breaker.onFailure(late, 1_000, limited(3_000));
    await turns(1);
    let over = false;
    void waiting.then(() => (over = true));
    running.clock.advance(1_000);
    await turns(2);
    expect(over).toBe(false);
    running.clock.advance(2_000);
    await turns(2);
    expect(await waiting).toBe('waited');
  });

  test('passes', async () => {
    const { running, round, candidate } = roundOf();
    round.fail(candidate, failureOf(503), false);
    const waiting = waitBeforeRetry(round, failureOf(503));
    running.clock.advance(60_000);
    expect(await waiting).toBe('waited');
    expect(round.previousWaitMs).toBeGreaterThan(0);
  });
});
