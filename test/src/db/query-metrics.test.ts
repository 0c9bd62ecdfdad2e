import { expect, test } from '@jest/globals';
import { watchQueries } from '../../../src/db/query-metrics.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';

function makeWatch() {
  const registry = new MetricsRegistry();
  const lines: unknown[] = [];
  const logger = { warn: (...line: unknown[]) => void lines.push(line) };
  const watch = watchQueries({ registry, logger, slowMs: 100 });
  return { registry, lines, watch };
}

test('times, counts and blames statements by name', () => {
  const { registry, watch } = makeWatch();
  watch({ name: 'find-key', ms: 2, rows: 3, failure: null });
  watch({ name: 'find-key', ms: 3, rows: 0, failure: '57014' });
  const text = registry.render();
  expect(text).toContain('llmgw_db_query_seconds_count{query="find-key"} 2');
  expect(text).toContain('llmgw_db_rows_total{query="find-key"} 3');
  expect(text).toContain('llmgw_db_query_failures_total{query="find-key",reason="57014"} 1');
});

test('logs what was slow, by name', () => {
  const { lines, watch } = makeWatch();
  watch({ name: 'quick', ms: 99.9, rows: 1, failure: null });
  watch({ name: 'slow', ms: 100.4, rows: 1, failure: null });
  expect(lines).toEqual([[{ query: 'slow', ms: 100, rows: 1 }, 'slow query']]);
});
