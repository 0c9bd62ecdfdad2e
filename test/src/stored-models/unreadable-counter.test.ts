import { expect, test } from '@jest/globals';
import { UnreadableCounter } from '../../../src/stored-models/unreadable-counter.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';

test('counts each value once while it stays unreadable, and again when it comes back', () => {
  const metrics = new MetricsRegistry();
  const counter = new UnreadableCounter(metrics);
  const place = { table: 'T', column: 'c', row: 'r', path: 'p' };
  const series = 'llmgw_secret_undecryptable_total{table="T",column="c"}';
  counter.note([place]);
  counter.note([place]);
  expect(metrics.render()).toContain(`${series} 1\n`);
  counter.note([]);
  counter.note([place, { ...place, path: 'q' }]);
  expect(metrics.render()).toContain(`${series} 3\n`);
});
