import { describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { DeploymentState } from '../../../src/gateway/deployment-state.ts';

describe('latencies', () => {
  test('are averaged over the newest samples', () => {
    const state = new DeploymentState(new VirtualClock());
    for (const sample of [100, 200, 3, 4, 5]) state.addLatency(sample, 0, 3);
    expect(state.meanLatency(0, 1_000)).toBe(4);
  });

  test('are unknown at first, and again when they are old', () => {
    const state = new DeploymentState(new VirtualClock());
    expect(state.meanLatency(0, 1_000)).toBeNull();
    state.addLatency(10, 500, 3);
    expect(state.meanLatency(1_500, 1_000)).toBe(10);
    expect(state.meanLatency(1_501, 1_000)).toBeNull();
  });
});

describe('usage', () => {
  test('counts requests and tokens of the minute', () => {
    const state = new DeploymentState(new VirtualClock());
    state.addRequest(59_000);
    state.addRequest(59_999);
    state.addTokens(30, 59_999);
    expect(state.usage(59_999)).toEqual({ requests: 2, tokens: 30 });
  });

  test('begins anew with the next minute, also when nobody asked meanwhile', () => {
    const state = new DeploymentState(new VirtualClock());
    state.addRequest(59_999);
    expect(state.usage(60_000)).toEqual({ requests: 0, tokens: 0 });
    state.addTokens(5, 60_000);
    expect(state.usage(119_999)).toEqual({ requests: 0, tokens: 5 });
  });
});

test('a copy stands the same, and what happens to it is not felt here', () => {
  const clock = new VirtualClock();
  const state = new DeploymentState(clock);
  state.queue.configure({ limit: 1, maxWaiting: 0 });
  state.queue.tryEnter();
  state.inFlight = 1;
  state.addRequest(0);
  state.addTokens(40, 0);
  state.addLatency(10, 0, 2);
  const copy = state.copy(clock);
  const look = (one: DeploymentState) => [
    one.inFlight,
    one.queue.hasRoom,
    one.usage(0),
    one.meanLatency(0, 1_000),
  ];
  expect(look(copy)).toEqual(look(state));
  copy.queue.leave();
  copy.inFlight = 0;
  copy.addRequest(0);
  copy.addLatency(90, 0, 2);
  expect(look(state)).toEqual([1, false, { requests: 1, tokens: 40 }, 10]);
});
