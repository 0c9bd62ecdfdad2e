import type { Clock } from '../core/clock.ts';
import type { Breaker } from '../resilience/breaker/breaker.ts';
import type { BreakerSnapshot, BreakerState } from '../resilience/breaker/types.ts';
import type { MetricsRegistry } from '../telemetry/metrics.ts';

/** The part of a breaker that can be seen. */
export type VisibleBreaker = Pick<Breaker, 'snapshot'>;

const BREAKER = ['deployment', 'operation'];
const STATES: readonly BreakerState[] = ['CLOSED', 'OPEN', 'HALF_OPEN'];

/** A number of a breaker, by the end of its metric's name. */
type Reading = readonly [name: string, help: string, read: (seen: BreakerSnapshot) => number];

const READINGS: readonly Reading[] = [
  ['effective_weight', 'Share of calls that is admitted: 1 all, 0 none.', ({ weight }) => weight],
  [
    'failure_ratio',
    'Failures among the verdicts of the window.',
    ({ window }) => window.failureRate,
  ],
  [
    'slow_ratio',
    'Late first tokens among the calls of the window.',
    ({ window }) => window.slowRate,
  ],
  ['inflight', 'Calls without a verdict.', ({ window }) => window.inFlight],
  [
    'overdue_inflight',
    'Streams without a first token for longer than the slow limit.',
    ({ window }) => window.overdue,
  ],
];

/**
 * Registers the gauges of breakers, read when somebody looks. A breaker that is gone after a reload
 * is gone here too.
 */
export function registerBreakerGauges(
  registry: MetricsRegistry,
  breakers: () => readonly VisibleBreaker[],
  clock: Clock,
): void {
  const state = registry.gauge(
    'llmgw_circuit_breaker_state',
    '1 for the state the breaker is in, 0 for the others.',
    [...BREAKER, 'state'],
  );
  const override = registry.gauge(
    'llmgw_circuit_breaker_override',
    '1 while an operator overrides the breaker.',
    [...BREAKER, 'mode'],
  );
  const readings = READINGS.map(([name, help, read]) => ({
    family: registry.gauge(`llmgw_circuit_breaker_${name}`, help, BREAKER),
    read,
  }));
  registry.onCollect(() => {
    for (const family of [state, override, ...readings.map((one) => one.family)]) family.clear();
    const now = clock.now();
    for (const breaker of breakers()) {
      const seen = breaker.snapshot(now);
      const labels = [seen.deployment, seen.operation];
      for (const one of STATES) {
        state.with([...labels, one.toLowerCase()]).set(one === seen.state ? 1 : 0);
      }
      if (seen.override !== null) {
        override.with([...labels, seen.override.mode.toLowerCase()]).set(1);
      }
      for (const { family, read } of readings) family.with(labels).set(read(seen));
    }
  });
}
