import type { MetricsRegistry } from '../../src/telemetry/metrics.ts';

/** The sample lines of the metrics whose name begins like this, without buckets. */
export function samplesOf(registry: MetricsRegistry, name: string): readonly string[] {
  const lines = registry.render().split('\n');
  return lines.filter((line) => line.startsWith(name) && !line.includes('_bucket{'));
}
