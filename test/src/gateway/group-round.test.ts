import { describe, expect, test } from '@jest/globals';
import { providerFailure } from '../../../src/gateway/attempt-failure.ts';
import type { Candidate } from '../../../src/gateway/deployment.ts';
import { GroupRound } from '../../../src/gateway/group-round.ts';
import { llmRequest, makeGateway, makeJob, type GatewayParts } from '../../support/gateway.ts';

const FAILURE = providerFailure({ status: 503, message: '', type: null, code: null, param: null });

function visit(parts: GatewayParts, isLast = true) {
  const running = makeGateway(parts);
  const job = makeJob(running, llmRequest({ stream: true }));
  const round = new GroupRound(job, job.route, isLast);
  const candidate = (id: string): Candidate => {
    const found = job.route.candidates.find(({ deployment }) => deployment.id === id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };
  return { running, round, candidate };
}

const TWO = { deployments: ['a', 'b'].map((id) => ({ id, model: id })) };
const ONE_PLACE = { deployments: ['a', 'b'].map((id) => ({ id, model: 'same' })) };

describe('a visit to a group', () => {
  test('looks without taking anything', () => {
    const { running, round } = visit(TWO);
    expect(round.look()).toMatchObject({ kind: 'pick', candidate: { deployment: { id: 'a' } } });
    expect(running.deployment('a').breaker('chat').snapshot(0).window.inFlight).toBe(0);
  });

  test('remembers where it failed, and which places are not worth another try', () => {
    const { round, candidate } = visit(TWO);
    round.fail(candidate('a'), FAILURE, false);
    expect(round.failure).toBe(FAILURE);
    expect(round.look()).toMatchObject({ candidate: { deployment: { id: 'b' } } });
    round.fail(candidate('b'), FAILURE, true);
    expect(round.look()).toMatchObject({ candidate: { deployment: { id: 'a' } } });
  });

  test('counts every refusal where somebody counts', async () => {
    const { running, round } = visit(TWO);
    const seen: string[] = [];
    const notPermitted = (deployment: string, operation: string, reason: string): void =>
      void seen.push(`${deployment} ${operation} ${reason}`);
    const order = { mode: 'FORCED_OPEN', ttlMs: 60_000, actor: 'me', reason: 'test' } as const;
    running.deployment('a').breaker('chat');
    await running.gateway.breakers.override('a', order);
    Object.assign(running.gateway, { refusals: { notPermitted } });
    round.choose();
    expect(seen).toEqual(['a chat FORCED_OPEN']);
  });
});

describe('somewhere else to go', () => {
  test('is another group, or another place in this one', () => {
    expect(visit({ deployments: [{ id: 'a' }] }, false).round.hasElsewhere).toBeDefined();
    const last = visit({ deployments: [{ id: 'a' }] });
    expect(last.round.hasElsewhere(last.candidate('a'))).toBe(false);
    const fallback = visit({ deployments: [{ id: 'a' }] }, false);
    expect(fallback.round.hasElsewhere(fallback.candidate('a'))).toBe(true);
    const two = visit(TWO);
    expect(two.round.hasElsewhere(two.candidate('a'))).toBe(true);
  });

  test('is not a second key for the same model at the same address', () => {
    const { round, candidate } = visit(ONE_PLACE);
    expect(round.hasElsewhere(candidate('a'))).toBe(false);
  });

  test('is not what has failed already', () => {
    const { round, candidate } = visit(TWO);
    round.fail(candidate('b'), FAILURE, false);
    expect(round.hasElsewhere(candidate('a'))).toBe(false);
  });
});

describe('a second deployment beside the first', () => {
  test('is another one, with a permit of its own', () => {
    const { running, round, candidate } = visit(TWO);
    const permit = round.enterBeside(candidate('a'));
    expect(permit?.candidate.deployment.id).toBe('b');
    permit?.cancelled(0);
    running.assertIdle();
  });

  test('is nobody where there is no other', () => {
    const { round, candidate } = visit({ deployments: [{ id: 'a' }] });
    expect(round.enterBeside(candidate('a'))).toBeNull();
  });
});

describe('calling something ill', () => {
  test('is for the last group only, and for routes that want it', () => {
    expect(visit(TWO).round.pickAnyway()).toBeNull();
  });
});
