import { beforeEach, describe, expect, test } from '@jest/globals';
import { createBreakerMetrics } from '../../../src/gateway/breaker-metrics.ts';
import type { BreakerListener } from '../../../src/resilience/breaker/events.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';
import { EVENT_BASE, transitionEvent } from '../../support/breaker-literals.ts';
import { samplesOf } from '../../support/samples.ts';

const BREAKER = 'deployment="primary",operation="chat"';

let registry: MetricsRegistry;
let listen: BreakerListener;

beforeEach(() => {
  registry = new MetricsRegistry();
  listen = createBreakerMetrics(registry);
});

function samples(name: string): readonly string[] {
  return samplesOf(registry, `llmgw_circuit_breaker_${name}`);
}

describe('transitions', () => {
  test('are counted by what changed, why, and who decided', () => {
    listen(transitionEvent());
    listen(transitionEvent({ scope: 'shared' }));
    const labels = `${BREAKER},from="closed",to="open",cause="consecutive"`;
    expect(samples('transitions_total')).toEqual([
      `llmgw_circuit_breaker_transitions_total{${labels},scope="local"} 1`,
      `llmgw_circuit_breaker_transitions_total{${labels},scope="shared"} 1`,
    ]);
  });

  test('give the time from the first failure to the trip', () => {
    listen(transitionEvent({ detectionMs: 1_250 }));
    listen(transitionEvent({ detectionMs: null }));
    expect(samples('detection_seconds')).toEqual([
      `llmgw_circuit_breaker_detection_seconds_sum{${BREAKER}} 1.25`,
      `llmgw_circuit_breaker_detection_seconds_count{${BREAKER}} 1`,
    ]);
    expect(samples('open_seconds')).toEqual([]);
  });

  test('give the time spent open and the time to recover', () => {
    const parts = { failure: null, detectionMs: null } as const;
    const due = { from: 'OPEN', to: 'HALF_OPEN', cause: 'probe_due' } as const;
    const closed = { from: 'HALF_OPEN', to: 'CLOSED', cause: 'probe_ok' } as const;
    listen(transitionEvent({ ...parts, ...due, inPreviousStateMs: 4_000 }));
    listen(transitionEvent({ ...parts, ...closed, inPreviousStateMs: 500, recoveryMs: 4_500 }));
    expect(samples('open_seconds')[0]).toBe(`llmgw_circuit_breaker_open_seconds_sum{${BREAKER}} 4`);
    expect(samples('recovery_seconds')[0]).toBe(
      `llmgw_circuit_breaker_recovery_seconds_sum{${BREAKER}} 4.5`,
    );
  });
});

test('probes are counted once each by their end, and timed', () => {
  const probe = { ...EVENT_BASE, durationMs: 300 };
  listen({ ...probe, kind: 'probe_started', result: null, durationMs: 0 });
  listen({ ...probe, kind: 'probe_settled', result: 'ok' });
  listen({ ...probe, kind: 'lease_lost', result: null });
  listen({ ...probe, kind: 'probe_fenced', result: 'ok' });
  expect(samples('probes_total')).toEqual([
    `llmgw_circuit_breaker_probes_total{${BREAKER},result="ok"} 1`,
    `llmgw_circuit_breaker_probes_total{${BREAKER},result="fenced"} 1`,
  ]);
  expect(samples('probe_duration_seconds')).toEqual([
    `llmgw_circuit_breaker_probe_duration_seconds_sum{${BREAKER}} 0.6`,
    `llmgw_circuit_breaker_probe_duration_seconds_count{${BREAKER}} 2`,
  ]);
  expect(samples('leases_lost_total')).toEqual([
    `llmgw_circuit_breaker_leases_lost_total{${BREAKER}} 1`,
  ]);
});

test('holds are timed, trips that did not happen are counted', () => {
  listen({ ...EVENT_BASE, kind: 'hold', holdMs: 20_000, failure: null });
  listen({ ...EVENT_BASE, kind: 'would_trip', cause: 'slow_rate' });
  expect(samples('hold_seconds')[0]).toBe(`llmgw_circuit_breaker_hold_seconds_sum{${BREAKER}} 20`);
  expect(samples('would_trip_total')).toEqual([
    `llmgw_circuit_breaker_would_trip_total{${BREAKER},cause="slow_rate"} 1`,
  ]);
});

test('what has no number changes nothing', () => {
  const before = registry.render();
  listen({ ...EVENT_BASE, kind: 'ramp_done' });
  listen({ ...EVENT_BASE, kind: 'store_degraded', reason: 'refused' });
  expect(registry.render()).toBe(before);
});
