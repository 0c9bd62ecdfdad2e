import { createLogSink } from '../../src/gateway/request-log.ts';
import { createMetricsSink, registerStateGauges } from '../../src/gateway/request-metrics.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { MetricsRegistry } from '../../src/telemetry/metrics.ts';
import { addProcessMetrics } from '../../src/telemetry/process-metrics.ts';
import type { Logger } from '../../src/telemetry/logger.ts';

/** Connects the recorder to the log and the metrics; returns what `/metrics` shows. */
export function createRequestSinks(
  logger: Logger,
  gateway: Gateway,
  forPeople = false,
): MetricsRegistry {
  const registry = new MetricsRegistry();
  gateway.recorder.addSink(createLogSink(logger, forPeople));
  gateway.recorder.addSink(createMetricsSink(registry));
  registerStateGauges(registry, gateway);
  addProcessMetrics(registry);
  return registry;
}
