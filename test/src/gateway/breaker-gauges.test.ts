import { beforeEach, expect, test } from '@jest/globals';
import { registerBreakerGauges, type VisibleBreaker } from '../../../src/gateway/breaker-gauges.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';
import { breakerSnapshot, windowSnapshot } from '../../support/breaker-literals.ts';
import { samplesOf } from '../../support/samples.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const PRIMARY = 'deployment="primary",operation="chat"';

let registry: MetricsRegistry;
let clock: VirtualClock;
let breakers: VisibleBreaker[];

beforeEach(() => {
  registry = new MetricsRegistry();
  clock = new VirtualClock();
  breakers = [];
  registerBreakerGauges(registry, () => breakers, clock);
});

function samples(name: string): readonly string[] {
  return samplesOf(registry, `llmgw_circuit_breaker_${name}{`);
}

test('the state is one of three', () => {
  breakers.push({ snapshot: () => breakerSnapshot({ state: 'HALF_OPEN' }) });
  expect(samples('state')).toEqual([
    `llmgw_circuit_breaker_state{${PRIMARY},state="closed"} 0`,
    `llmgw_circuit_breaker_state{${PRIMARY},state="open"} 0`,
    `llmgw_circuit_breaker_state{${PRIMARY},state="half_open"} 1`,
  ]);
});

test('numbers are those of the moment somebody looks', () => {
  const window = windowSnapshot({ failureRate: 0.5, slowRate: 0.25, inFlight: 7, overdue: 2 });
  breakers.push({ snapshot: (now) => breakerSnapshot({ weight: now / 10_000, window }) });
  clock.advance(4_000);
  expect(samples('effective_weight')).toEqual([
    `llmgw_circuit_breaker_effective_weight{${PRIMARY}} 0.4`,
  ]);
  const names = ['failure_ratio', 'slow_ratio', 'inflight', 'overdue_inflight'];
  const values = names.map((name) => samples(name)[0]?.split(' ').at(-1));
  expect(values).toEqual(['0.5', '0.25', '7', '2']);
});

test('an override is there as long as it lasts', () => {
  const override = { mode: 'METRICS_ONLY', remainingMs: 1, actor: '', reason: '' } as const;
  breakers.push({ snapshot: (now) => breakerSnapshot({ override: now < 10 ? override : null }) });
  expect(samples('override')).toEqual([
    `llmgw_circuit_breaker_override{${PRIMARY},mode="metrics_only"} 1`,
  ]);
  clock.advance(10);
  expect(samples('override')).toEqual([]);
});

test('a breaker that is gone leaves no series behind', () => {
  breakers.push({ snapshot: () => breakerSnapshot({ deployment: 'old' }) });
  expect(samples('inflight')).toHaveLength(1);
  breakers = [{ snapshot: () => breakerSnapshot({ deployment: 'new' }) }];
  expect(registry.render()).not.toContain('"old"');
  expect(samples('inflight')).toEqual([
    'llmgw_circuit_breaker_inflight{deployment="new",operation="chat"} 0',
  ]);
});
