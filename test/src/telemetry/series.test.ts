import { expect, test } from '@jest/globals';
import { Counter, Gauge, Histogram } from '../../../src/telemetry/series.ts';

test('a counter adds up', () => {
  const counter = new Counter();
  counter.inc();
  counter.inc(2.5);
  expect(counter.value).toBe(3.5);
});

test('a gauge goes up and down', () => {
  const gauge = new Gauge();
  gauge.set(5);
  gauge.inc();
  gauge.dec(4);
  expect(gauge.value).toBe(2);
});

test('a histogram puts a value that equals a bound below it', () => {
  const histogram = new Histogram(Float64Array.of(0.1, 1, 10));
  for (const value of [0, 0.1, 0.11, 1, 5, 10, 11, Infinity]) histogram.observe(value);
  expect([...histogram.counts]).toEqual([2, 2, 2, 2]);
});

test('a histogram leaves out what is not a number', () => {
  const histogram = new Histogram(Float64Array.of(1));
  histogram.observe(Number.NaN);
  histogram.observe(2);
  expect([...histogram.counts, histogram.sum]).toEqual([0, 1, 2]);
});
