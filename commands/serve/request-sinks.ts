import { createLogSink } from '../../src/gateway/request-log.ts';
import { createMetricsSink, registerStateGauges } from '../../src/gateway/request-metrics.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import type { MetricsSource } from '../../src/routes/metrics.ts';
import { MetricsRegistry } from '../../src/telemetry/metrics.ts';
import { registerProcessMetrics } from '../../src/telemetry/process-metrics.ts';
import type { CommandContext } from '../context.ts';

/** Connects the recorder to the log and the metrics; returns what `/metrics` shows. */
export function createRequestSinks(context: CommandContext, gateway: Gateway): MetricsSource {
  const registry = new MetricsRegistry();
  gateway.recorder.addSink(createLogSink(context.logger()));
  gateway.recorder.addSink(createMetricsSink(registry));
  const readState = registerStateGauges(registry, gateway);
  const readProcess = registerProcessMetrics(registry);
  return {
    render() {
      readState();
      readProcess();
      return registry.render();
    },
  };
}
