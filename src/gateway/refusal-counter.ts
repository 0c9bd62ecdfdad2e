import type { NotPermittedReason } from '../resilience/breaker/not-permitted.ts';
import type { Counter } from '../telemetry/series.ts';
import type { Family, MetricsRegistry } from '../telemetry/metrics.ts';

/** Told of each call that a breaker did not admit. */
export interface RefusalSink {
  notPermitted(deployment: string, operation: string, reason: NotPermittedReason): void;
}

type ByReason = Readonly<Record<NotPermittedReason, Counter>>;

/**
 * Counts calls that breakers did not admit. While everything is open that is the busiest path there
 * is: after the first refusal of a breaker a count is two look-ups and allocates nothing.
 */
export class RefusalCounter implements RefusalSink {
  readonly #family: Family<Counter>;
  readonly #byDeployment = new Map<string, Map<string, ByReason>>();

  constructor(registry: MetricsRegistry) {
    this.#family = registry.counter(
      'llmgw_circuit_breaker_not_permitted_total',
      'Times a deployment was passed over because of its breaker.',
      ['deployment', 'operation', 'reason'],
    );
  }

  notPermitted(deployment: string, operation: string, reason: NotPermittedReason): void {
    const known = this.#byDeployment.get(deployment)?.get(operation);
    (known ?? this.#resolve(deployment, operation))[reason].inc();
  }

  #resolve(deployment: string, operation: string): ByReason {
    const counter = (reason: NotPermittedReason): Counter =>
      this.#family.with([deployment, operation, reason.toLowerCase()]);
    const byReason = {
      OPEN: counter('OPEN'),
      HALF_OPEN: counter('HALF_OPEN'),
      PROBE_DUE: counter('PROBE_DUE'),
      HOLD: counter('HOLD'),
      RAMP: counter('RAMP'),
      FORCED_OPEN: counter('FORCED_OPEN'),
      QUARANTINED: counter('QUARANTINED'),
    };
    const operations = this.#byDeployment.get(deployment) ?? new Map<string, ByReason>();
    this.#byDeployment.set(deployment, operations.set(operation, byReason));
    return byReason;
  }
}
