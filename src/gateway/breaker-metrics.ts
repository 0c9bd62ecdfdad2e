import type {
  BreakerEvent,
  BreakerListener,
  TransitionEvent,
} from '../resilience/breaker/events.ts';
import type { MetricsRegistry } from '../telemetry/metrics.ts';

/** From a tenth of a second to an hour. */
const RECOVERY_BUCKETS: readonly number[] = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600,
];

const BREAKER = ['deployment', 'operation'] as const;

/** Registers what is counted and timed of breakers, and gives the listener that feeds it. */
export function createBreakerMetrics(registry: MetricsRegistry): BreakerListener {
  const transition = transitionMetrics(registry);
  const probe = probeMetrics(registry);
  const holds = seconds(registry, 'hold', 'How long an upstream asked to be left alone.');
  const wouldTrip = registry.counter(
    'llmgw_circuit_breaker_would_trip_total',
    'Trips that did not happen because the breaker only reports.',
    [...BREAKER, 'cause'],
  );
  return (event) => {
    const breaker = [event.deployment, event.operation];
    if (event.kind === 'transition') transition(event);
    else if (event.kind === 'hold') holds.with(breaker).observe(event.holdMs / 1_000);
    else if (event.kind === 'would_trip') wouldTrip.with([...breaker, event.cause]).inc();
    else probe(event);
  };
}

function seconds(registry: MetricsRegistry, name: string, help: string) {
  return registry.histogram(
    `llmgw_circuit_breaker_${name}_seconds`,
    help,
    [...BREAKER],
    RECOVERY_BUCKETS,
  );
}

function transitionMetrics(registry: MetricsRegistry): (event: TransitionEvent) => void {
  const total = registry.counter('llmgw_circuit_breaker_transitions_total', 'Changes of state.', [
    ...BREAKER,
    'from',
    'to',
    'cause',
    'scope',
  ]);
  const open = seconds(registry, 'open', 'Time spent open, each time.');
  const detection = seconds(registry, 'detection', 'From the first failure to the trip.');
  const recovery = seconds(registry, 'recovery', 'From the first opening to the closing.');
  return (event) => {
    const breaker = [event.deployment, event.operation];
    const { from, to, cause, scope, detectionMs, recoveryMs } = event;
    total.with([...breaker, from.toLowerCase(), to.toLowerCase(), cause, scope]).inc();
    if (from === 'OPEN') open.with(breaker).observe(event.inPreviousStateMs / 1_000);
    if (detectionMs !== null) detection.with(breaker).observe(detectionMs / 1_000);
    if (recoveryMs !== null) recovery.with(breaker).observe(recoveryMs / 1_000);
  };
}

function probeMetrics(registry: MetricsRegistry): (event: BreakerEvent) => void {
  const results = registry.counter(
    'llmgw_circuit_breaker_probes_total',
    'Probes by what became of them.',
    [...BREAKER, 'result'],
  );
  const durations = seconds(
    registry,
    'probe_duration',
    'From the grant of a probe to its verdict.',
  );
  const lost = registry.counter(
    'llmgw_circuit_breaker_leases_lost_total',
    'Probes given up because their lease could not be renewed.',
    [...BREAKER],
  );
  return (event) => {
    const breaker = [event.deployment, event.operation];
    if (event.kind === 'lease_lost') lost.with(breaker).inc();
    if (event.kind !== 'probe_settled' && event.kind !== 'probe_fenced') return;
    const result = event.kind === 'probe_fenced' ? 'fenced' : (event.result ?? 'neutral');
    results.with([...breaker, result]).inc();
    durations.with(breaker).observe(event.durationMs / 1_000);
  };
}
