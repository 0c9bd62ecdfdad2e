import { describe, expect, test } from '@jest/globals';
import { StreamTape } from '../../../src/core/stream-tape.ts';
import {
  planRescue,
  rescueObstacle,
  type RescueQuestion,
} from '../../../src/gateway/rescue-plan.ts';
import { toRequest } from '../../support/golden.ts';

const request = (more: object = {}) =>
  toRequest({ model: 'm', stream: true, messages: [{ role: 'user', content: 'hi' }], ...more });

function tapeOf(...deltas: readonly Record<string, unknown>[]): StreamTape {
  const tape = new StreamTape();
  for (const delta of deltas) tape.noteDelta(delta);
  return tape;
}

function ask(more: Partial<RescueQuestion> = {}): RescueQuestion {
  const provider = { prefill: () => request() };
  const tape = tapeOf({ content: 'one two' });
  return { mode: 'auto', request: request(), tape, provider, model: 'm', ...more };
}

const plans = (more: Partial<RescueQuestion>) =>
  (['auto', 'prefill', 'replay', 'off'] as const).map((mode) => planRescue(ask({ mode, ...more })));

describe('planRescue', () => {
  test('has a target that can go on do so, unless the route says otherwise', () => {
    expect(plans({})).toEqual(['prefill', 'prefill', 'replay', null]);
  });

  test('has others answer anew, unless the route wants only the one', () => {
    expect(plans({ provider: {} })).toEqual(['replay', null, 'replay', null]);
    expect(plans({ provider: { prefill: () => null } })).toEqual(['replay', null, 'replay', null]);
  });

  test('asks the target with what was delivered', () => {
    const asked: string[] = [];
    const prefill = (_: unknown, model: string, delivered: string) => {
      asked.push(model, delivered);
      return null;
    };
    planRescue(ask({ provider: { prefill } }));
    expect(asked).toEqual(['m', 'one two']);
  });

  test('never gives reasoning or a tool call back as a beginning', () => {
    const thought = tapeOf({ reasoning_content: 'hm' }, { content: 'a' });
    const called = tapeOf({ tool_calls: [{ index: 0, id: 'x', function: { name: 'f' } }] });
    expect([thought, called].map((tape) => planRescue(ask({ tape })))).toEqual([
      'replay',
      'replay',
    ]);
  });

  test('replays where log probabilities were asked for', () => {
    expect(planRescue(ask({ provider: {}, request: request({ logprobs: true }) }))).toBe('replay');
  });
});

describe('rescueObstacle', () => {
  const tape = tapeOf({ content: 'a' });
  const several = tape.copy();
  several.multiple = true;
  const long = tape.copy();
  long.overflowed = true;

  test.each<[string, Partial<RescueQuestion>]>([
    ['off for this route', { mode: 'off' }],
    ['several choices', { request: request({ n: 2 }) }],
    ['several choices', { request: request({ prompt: ['a', 'b'] }) }],
    ['several choices', { tape: several }],
    ['more was delivered', { tape: long }],
    ['cannot be compared', { tape: tapeOf({ refusal: 'no' }) }],
    ['not known to go on', { mode: 'prefill', provider: {} }],
  ])('says why there is no way: %s', (words, more) => {
    expect(rescueObstacle(ask(more))).toContain(words);
    expect(planRescue(ask(more))).toBeNull();
  });

  test('is null where there is a way, also for one prompt in tokens', () => {
    expect(rescueObstacle(ask({}))).toBeNull();
    expect(rescueObstacle(ask({ request: request({ n: 1, prompt: [1, 2] }) }))).toBeNull();
    expect(rescueObstacle(ask({ request: request({ prompt: ['a'] }) }))).toBeNull();
  });
});
