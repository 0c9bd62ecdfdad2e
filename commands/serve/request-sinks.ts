import { registerBreakerGauges } from '../../src/gateway/breaker-gauges.ts';
import { createBreakerLog } from '../../src/gateway/breaker-log.ts';
import { createBreakerMetrics } from '../../src/gateway/breaker-metrics.ts';
import { createLogSink } from '../../src/gateway/request-log.ts';
import { RefusalCounter } from '../../src/gateway/refusal-counter.ts';
import { createMetricsSink, registerStateGauges } from '../../src/gateway/request-metrics.ts';
import { createUpstreamSink } from '../../src/gateway/upstream-metrics.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { MetricsRegistry } from '../../src/telemetry/metrics.ts';
import { addProcessMetrics } from '../../src/telemetry/process-metrics.ts';
import type { Logger } from '../../src/telemetry/logger.ts';

/** Connects recorder and breakers to the log and the metrics; returns what `/metrics` shows. */
export function createRequestSinks(
  logger: Logger,
  gateway: Gateway,
  forPeople = false,
): MetricsRegistry {
  const registry = new MetricsRegistry();
  const { recorder, breakers, clock } = gateway;
  recorder.addSink(createLogSink(logger, forPeople));
  recorder.addSink(createMetricsSink(registry));
  recorder.addSink(createUpstreamSink(registry));
  breakers.onEvent(createBreakerLog(logger, { forPeople, nameOf: (id) => nameOf(gateway, id) }));
  breakers.onEvent(createBreakerMetrics(registry));
  gateway.refusals = new RefusalCounter(registry);
  registerStateGauges(registry, gateway);
  registerBreakerGauges(registry, () => breakers.all(), clock);
  addProcessMetrics(registry);
  return registry;
}

const GENERATED_ID = /^[\da-f]{32}(?:-\d+)?$/;

/** Ids that were computed say nothing to people: the model group stands before them. */
function nameOf({ runtime }: Gateway, id: string): string {
  if (!GENERATED_ID.test(id)) return id;
  const group = runtime.deployments.find((deployment) => deployment.id === id)?.group;
  return group === undefined ? id : `${group} ${id.slice(0, 8)}`;
}
