import { expect, test } from '@jest/globals';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';
import { addProcessMetrics } from '../../../src/telemetry/process-metrics.ts';

test('the state of the process is read at each scrape', () => {
  const registry = new MetricsRegistry();
  let cpuSeconds = 1;
  addProcessMetrics(registry, {
    residentBytes: () => 4096,
    heapUsedBytes: () => 1024,
    cpuSeconds: () => (cpuSeconds += 0.5),
    takeLag: () => ({ mean: 0.001, p99: 0.02, max: 0.3 }),
  });
  registry.render();
  const text = registry.render();
  expect(text).toContain('\nprocess_resident_memory_bytes 4096\n');
  expect(text).toContain('\nprocess_cpu_seconds_total 2\n');
  expect(text).toContain('\nnodejs_eventloop_lag_seconds{stat="p99"} 0.02\n');
});

test('the process itself answers with numbers', () => {
  const registry = new MetricsRegistry();
  addProcessMetrics(registry);
  const text = registry.render();
  expect(text).toMatch(/\nprocess_resident_memory_bytes [1-9]\d+\n/);
  expect(text).not.toContain('NaN');
});
