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
