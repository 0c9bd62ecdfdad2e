import { describe, expect, test } from '@jest/globals';
import type { ChoiceInput } from '../../../src/gateway/choose-deployment.ts';
import { chooseDeployment } from '../../../src/gateway/choose-deployment.ts';
import { makeGateway, type TestGateway } from '../../support/gateway.ts';

const NOTHING: ReadonlySet<string> = new Set();

function inputOf(running: TestGateway, parts: Partial<ChoiceInput> = {}): ChoiceInput {
  return {
    router: running.runtime.config.router,
    operation: 'chat',
    kind: 'stream',
    now: running.clock.now(),
    random: () => 0,
    tried: NOTHING,
    avoided: NOTHING,
    refused: NOTHING,
    lastResort: false,
    ...parts,
  };
}

/** Its breaker has closed a moment ago: traffic comes back bit by bit. */
async function comingBack(running: TestGateway, id?: string): Promise<void> {
  const breaker = running.deployment(id).breaker('chat');
  await running.gateway.breakers.trip(running.deployment(id).id, 1_000, 'test');
  running.clock.advance(1_000);
  const probe = await breaker.acquireProbe(running.clock.now(), 'stream', 10_000);
  await probe?.settle('ok');
  expect(breaker.state).toBe('CLOSED');
}

describe('choosing', () => {
  test('takes the permit of the one it chooses', () => {
    const running = makeGateway({ deployments: [{}] });
    const choice = chooseDeployment(running.route(), inputOf(running));
    expect(choice.kind).toBe('chosen');
    const breaker = running.deployment().breaker('chat');
    expect(breaker.snapshot(0).window.inFlight).toBe(1);
    if (choice.kind === 'chosen') breaker.onNeutral(choice.permit, 0);
    expect(breaker.snapshot(0).window.inFlight).toBe(0);
  });

  test('takes nothing where nobody is chosen', async () => {
    const running = makeGateway({ deployments: [{}] });
    const breaker = running.deployment().breaker('chat');
    await running.gateway.breakers.trip(running.deployment().id, 5_000, 'test');
    const choice = chooseDeployment(running.route(), inputOf(running));
    expect(choice).toEqual({ kind: 'none', reason: 'open', retryAfterMs: 5_000 });
    expect(breaker.snapshot(0).window.inFlight).toBe(0);
  });
});

describe('a deployment that comes back', () => {
  test('takes its share, and the rest goes to the others', async () => {
    const deployments = [
      { id: 'a', model: 'a', order: 1 },
      { id: 'b', model: 'b', order: 2 },
    ];
    const running = makeGateway({ deployments });
    await comingBack(running, 'a');
    const chosen = Array.from({ length: 100 }, () => {
      const choice = chooseDeployment(running.route(), inputOf(running));
      return choice.kind === 'chosen' ? choice.candidate.deployment.id : choice.kind;
    });
    const share = chosen.filter((id) => id === 'a').length;
    expect(share).toBeGreaterThanOrEqual(9);
    expect(share).toBeLessThanOrEqual(12);
    expect(chosen.filter((id) => id === 'b')).toHaveLength(100 - share);
  });

  test('takes every call that has nowhere else to go', async () => {
    const running = makeGateway({ deployments: [{}] });
    await comingBack(running);
    const choose = (lastResort: boolean) =>
      Array.from(
        { length: 20 },
        () => chooseDeployment(running.route(), inputOf(running, { lastResort })).kind,
      );
    expect(choose(false).filter((kind) => kind === 'none').length).toBeGreaterThan(10);
    expect(choose(true)).toEqual(Array.from({ length: 20 }, () => 'chosen'));
  });
});
