import { describe, expect, test } from '@jest/globals';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';

describe('MetricsRegistry', () => {
  test('renders its families in the order they were added', () => {
    const registry = new MetricsRegistry();
    registry.counter('requests', 'Requests.', ['model', 'status']).with(['gpt', '200']).inc(3);
    registry.gauge('open', 'Open circuits.').with([]).set(2);
    registry.histogram('seconds', 'Time.', [], [1, 0.5, Infinity]).with([]).observe(0.7);
    expect(registry.render()).toBe(
      [
        '# HELP requests_total Requests.',
        '# TYPE requests_total counter',
        'requests_total{model="gpt",status="200"} 3',
        '# HELP open Open circuits.',
        '# TYPE open gauge',
        'open 2',
        '# HELP seconds Time.',
        '# TYPE seconds histogram',
        'seconds_bucket{le="0.5"} 0',
        'seconds_bucket{le="1"} 1',
        'seconds_bucket{le="+Inf"} 1',
        'seconds_sum 0.7',
        'seconds_count 1',
        '',
      ].join('\n'),
    );
  });

  test('a metric without labels is there from the start', () => {
    const registry = new MetricsRegistry();
    registry.counter('hits_total', 'Hits.');
    expect(registry.render()).toContain('\nhits_total 0\n');
  });

  test('the same labels give the same series, others do not', () => {
    const family = new MetricsRegistry().counter('x', '', ['a', 'b']);
    expect(family.with(['1', '23'])).toBe(family.with(['1', '23']));
    expect(family.with(['1', '23'])).not.toBe(family.with(['12', '3']));
  });

  test('label values beyond the limit share one series', () => {
    const registry = new MetricsRegistry(2);
    const family = registry.counter('x', '', ['model']);
    for (const model of ['a', 'b', 'c', 'd', 'a']) family.with([model]).inc();
    expect(registry.render()).toContain(
      'x_total{model="a"} 2\nx_total{model="b"} 1\nx_total{model="other"} 2\n',
    );
  });

  test('a cleared family starts anew; one without labels stays', () => {
    const registry = new MetricsRegistry();
    const family = registry.gauge('open', '', ['model']);
    const total = registry.gauge('all', '');
    family.with(['gone']).set(1);
    family.clear();
    total.clear();
    family.with(['new']).set(2);
    total.with([]).set(3);
    const samples = registry.render().split('\n');
    expect(samples.filter((line) => !line.startsWith('#') && line !== '')).toEqual([
      'open{model="new"} 2',
      'all 3',
    ]);
  });

  test('collectors run before each rendering', () => {
    const registry = new MetricsRegistry();
    const gauge = registry.gauge('scrapes', '').with([]);
    registry.onCollect(() => gauge.inc());
    registry.render();
    expect(registry.render()).toContain('scrapes 2');
  });

  test('names are checked, and used once', () => {
    const registry = new MetricsRegistry();
    registry.counter('x', '');
    expect(() => registry.gauge('x_total', '')).toThrow('metric registered twice: x_total');
    expect(() => registry.gauge('no-dash', '')).toThrow('not a metric name');
    expect(() => registry.gauge('fine', '', ['no dash'])).toThrow('not a metric name');
  });
});
