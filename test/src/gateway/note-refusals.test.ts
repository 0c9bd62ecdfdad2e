import { beforeEach, expect, test } from '@jest/globals';
import type { Choice } from '../../../src/gateway/choose-deployment.ts';
import { noteRefusals } from '../../../src/gateway/note-refusals.ts';
import { breakerFailure } from '../../support/breaker-literals.ts';
import { makeGateway, type TestGateway } from '../../support/gateway.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

const NOBODY: Choice = { kind: 'none', reason: 'open', retryAfterMs: 1_000 };

let gateway: TestGateway;

beforeEach(async () => {
  gateway = makeGateway({
    upstream: new ScriptedUpstream(),
    deployments: ['a', 'b', 'c'].map((id) => ({ id, apiKey: null, model: id })),
  });
});

/** Who was passed over, and why. */
function note(choice: Choice): readonly string[] {
  const noted: string[] = [];
  const notPermitted = (...parts: readonly string[]): void => void noted.push(parts.join(' '));
  const now = gateway.clock.now();
  noteRefusals({ notPermitted }, gateway.route(), { choice, operation: 'chat', now });
  return noted;
}

function chosen(id: string): Choice {
  return {
    kind: 'chosen',
    candidate: { deployment: gateway.deployment(id), model: id },
    permit: 0,
  };
}

function hold(id: string, retryAfterMs: number): void {
  const breaker = gateway.deployment(id).breaker('chat');
  const now = gateway.clock.now();
  const failure = breakerFailure({ verdict: 'hold', retryAfterMs });
  breaker.onFailure(breaker.tryAcquirePermit(now, 'whole'), now, failure);
}

test('nothing is counted while everybody takes calls', () => {
  expect(note(chosen('a'))).toEqual([]);
});

test('those that a breaker kept back are counted, each with its reason', async () => {
  gateway.deployment('a').breaker('chat');
  await gateway.gateway.breakers.trip('a', 5_000, 'a test');
  hold('b', 5_000);
  expect(note(chosen('c'))).toEqual(['a chat OPEN', 'b chat HOLD']);
});

test('one whose traffic is coming back counts only when nobody took the call', () => {
  hold('a', 1_000);
  gateway.clock.advance(1_500);
  expect(note(chosen('b'))).toEqual([]);
  expect(note(NOBODY)).toEqual(['a chat RAMP']);
});

test('who was chosen was not refused, whatever its breaker says by now', async () => {
  gateway.deployment('a').breaker('chat');
  await gateway.gateway.breakers.trip('a', 5_000, 'a test');
  expect(note(chosen('a'))).toEqual([]);
});
