import { describe, expect, test } from '@jest/globals';
import type { DeploymentConfig, RoutingStrategy } from '../../../src/config/types.ts';
import type { Candidate } from '../../../src/gateway/deployment.ts';
import { STRATEGIES } from '../../../src/gateway/strategies.ts';
import { makeRuntime } from '../../support/gateway.ts';

const ARGS = { ttlMs: 60_000, lowestLatencyBuffer: 0, maxLatencyListSize: 10 };
const DRAWS = 1_000;

function candidates(...parts: readonly Partial<DeploymentConfig>[]): readonly Candidate[] {
  const deployments = parts.map((part, i) => ({ model: `m${i}`, ...part }));
  const route = makeRuntime({ deployments }).table.resolve('group');
  if (route === null) throw new Error('no route');
  return route.candidates;
}

/** How often each candidate is chosen when random runs evenly through [0, 1). */
function shares(
  strategy: RoutingStrategy,
  among: readonly Candidate[],
  args: Partial<typeof ARGS> = {},
): number[] {
  const counts = among.map(() => 0);
  for (let i = 0; i < DRAWS; i += 1) {
    const input = { now: 1_000, random: () => i / DRAWS, args: { ...ARGS, ...args } };
    const picked = STRATEGIES[strategy](among, input);
    const at = picked === null ? -1 : among.indexOf(picked);
    if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

describe('simple-shuffle', () => {
  test('is even where nothing is weighted', () => {
    expect(shares('simple-shuffle', candidates({}, {}, {}, {}))).toEqual([250, 250, 250, 250]);
  });

  test.each(['weight', 'rpm', 'tpm'] as const)('follows %s, a missing one is none', (metric) => {
    const among = candidates({ [metric]: 1 }, { [metric]: 3 }, {}, { [metric]: 1 });
    expect(shares('simple-shuffle', among)).toEqual([200, 600, 0, 200]);
  });

  test('looks at weight before rpm before tpm', () => {
    const among = candidates({ rpm: 9, tpm: 1 }, { weight: 1, tpm: 9 });
    expect(shares('simple-shuffle', among)).toEqual([0, 1_000]);
  });

  test('is even where all weights are zero', () => {
    expect(shares('simple-shuffle', candidates({ weight: 0 }, { weight: 0 }))).toEqual([500, 500]);
  });
});

describe('least-busy', () => {
  test('takes the one with the fewest calls under way, any among equals', () => {
    const among = candidates({}, {}, {});
    const [first] = among;
    if (first !== undefined) first.deployment.state.inFlight = 1;
    expect(shares('least-busy', among)).toEqual([0, 500, 500]);
  });
});

describe('latency-based-routing', () => {
  function timed(...latencies: readonly (number | null)[]): readonly Candidate[] {
    const among = candidates(...latencies.map(() => ({})));
    for (const [i, { deployment }] of among.entries()) {
      const latency = latencies[i] ?? null;
      if (latency !== null) deployment.state.addLatency(latency, 0, 10);
    }
    return among;
  }

  test('takes the fastest', () => {
    expect(shares('latency-based-routing', timed(30, 20, 40))).toEqual([0, 1_000, 0]);
  });

  test('takes any within the buffer of the fastest', () => {
    const args = { lowestLatencyBuffer: 0.5 };
    expect(shares('latency-based-routing', timed(30, 20, 31), args)).toEqual([500, 500, 0]);
  });

  test('tries those first of which it knows nothing, or nothing recent', () => {
    expect(shares('latency-based-routing', timed(30, null, 40))).toEqual([0, 1_000, 0]);
    expect(shares('latency-based-routing', timed(30, 20), { ttlMs: 999 })).toEqual([500, 500]);
  });

  test('passes over those at their limits, and finds nobody when all are', () => {
    const among = candidates({ rpm: 1 }, { tpm: 10 });
    among[0]?.deployment.state.addRequest(1_000);
    expect(shares('latency-based-routing', among)).toEqual([0, 1_000]);
    among[1]?.deployment.state.addTokens(10, 1_000);
    expect(shares('latency-based-routing', among)).toEqual([0, 0]);
  });
});

describe('usage-based-routing', () => {
  test('takes the one that used the fewest tokens this minute', () => {
    const among = candidates({}, {}, {});
    among[0]?.deployment.state.addTokens(50, 1_000);
    among[1]?.deployment.state.addTokens(20, 1_000);
    among[2]?.deployment.state.addTokens(90, 1_000);
    expect(shares('usage-based-routing', among)).toEqual([0, 1_000, 0]);
  });

  test('keeps to the limits of each', () => {
    const among = candidates({ tpm: 100 }, { rpm: 2 });
    among[1]?.deployment.state.addRequest(1_000);
    among[1]?.deployment.state.addTokens(80, 1_000);
    expect(shares('usage-based-routing', among)).toEqual([1_000, 0]);
    among[0]?.deployment.state.addTokens(100, 1_000);
    expect(shares('usage-based-routing', among)).toEqual([0, 1_000]);
    among[1]?.deployment.state.addRequest(1_000);
    expect(shares('usage-based-routing', among)).toEqual([0, 0]);
  });
});
