import { expect, test } from '@jest/globals';
import { registerSpendGauges } from '../../../commands/serve/spend-gauges.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';

test('shows what the writer counts, as it is when asked', () => {
  const registry = new MetricsRegistry();
  const counters = {
    ...{ added: 9, written: 5, duplicates: 1, failures: 2, dropped: 0, rejected: 0, damaged: 0 },
    ...{ pending: 3, spooledBytes: 70, lagMs: 12 },
  };
  const writer = { counters };
  registerSpendGauges(registry, writer);
  writer.counters = { ...counters, pending: 4 };
  const text = registry.render();
  expect(text).toContain('llmgw_spend_pending 4');
  expect(text).toContain('llmgw_spend_spooled_bytes 70');
  expect(text).toContain('llmgw_spend_lag_ms 12');
});
