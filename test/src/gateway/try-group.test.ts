import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GroupRound } from '../../../src/gateway/group-round.ts';
import { tryGroup } from '../../../src/gateway/try-group.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream.ts';
import {
  llmRequest,
  makeGateway,
  makeJob,
  passingBackoff,
  type GatewayParts,
  type TestGateway,
} from '../../support/gateway.ts';
import { turns } from '../../support/http-server.ts';
import { failTimes, fixedError, healthy } from '../../support/upstream/behaviours.ts';
import { headThenSilence } from '../../support/upstream/stream-behaviours.ts';

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

async function visit(parts: GatewayParts, body: object = {}) {
  const apiBase = `${upstream.origin}/v1`;
  const deployments = (parts.deployments ?? [{ model: 'a' }]).map((one) => ({ apiBase, ...one }));
  running = makeGateway({ ...parts, deployments });
  const job = makeJob(running, llmRequest({ ...body }));
  const round = new GroupRound(job, job.route, true);
  return { job, round, result: await passingBackoff(running, tryGroup(round)) };
}

describe('one group', () => {
  test('gives up with what failed last, after the retries that are allowed', async () => {
    upstream.setBehaviour('a', fixedError(503));
    const { result, job } = await visit({ router: { numRetries: 3 } });
    expect(result).toMatchObject({ kind: 'failed', failure: { failureClass: 'overloaded' } });
    expect(upstream.log).toHaveLength(4);
    expect(job.trace.retries).toBe(3);
  });

  test('has no more retries than its budget, and says how many it refused', async () => {
    upstream.setBehaviour('a', fixedError(503));
    const retryBudget = { ratio: 0, minPerSecond: 0, ttlMs: 10_000 };
    const { job } = await visit({ llmgw: { retryBudget } });
    expect(upstream.log).toHaveLength(1);
    expect(job.trace).toMatchObject({ retries: 0, retriesRefused: 1 });
  });

  test('waits for what its own probe found: one that was too fast is tried again', async () => {
    upstream.setBehaviour('a', failTimes(1, fixedError(429)));
    running = makeGateway({ deployments: [{ model: 'a', apiBase: `${upstream.origin}/v1` }] });
    await running.deployment().breaker('chat').trip(1, 'a test');
    running.clock.advance(1);
    const job = makeJob(running, llmRequest());
    const round = new GroupRound(job, job.route, true);
    const result = await passingBackoff(running, tryGroup(round));
    expect(result.kind).toBe('delivered');
    expect(upstream.log).toHaveLength(2);
  });

  test('does not ask a second key of what stayed silent', async () => {
    upstream.setBehaviour('a', headThenSilence());
    const apiBase = `${upstream.origin}/v1`;
    const deployments = ['one', 'two'].map((id) => ({ id, model: 'a', apiBase }));
    running = makeGateway({ deployments });
    const job = makeJob(running, llmRequest({ stream: true }));
    const visiting = tryGroup(new GroupRound(job, job.route, false));
    await upstream.requests(1);
    await turns(20);
    running.clock.advance(10_025);
    expect(await visiting).toMatchObject({ kind: 'failed', failure: { silent: true } });
    expect(upstream.log).toHaveLength(1);
  });

  test('opens the breaker while it is retrying, and stops there', async () => {
    upstream.setBehaviour('a', fixedError(503));
    const { result } = await visit({ router: { numRetries: 9, allowedFails: 2 } });
    expect(upstream.log).toHaveLength(3);
    expect(result).toMatchObject({ kind: 'failed' });
    expect(running.deployment().breaker('chat').state).toBe('OPEN');
  });

  test('waits for the end of a hold, and no longer', async () => {
    const slow = fixedError(429, { message: 'slow down' }, { 'retry-after': '3' });
    upstream.setBehaviour('a', failTimes(1, slow, healthy()));
    const { result } = await visit({});
    expect(result).toEqual({ kind: 'delivered' });
    expect(running.sent.map(({ at }) => at)).toEqual([0, 3_000]);
  });
});
