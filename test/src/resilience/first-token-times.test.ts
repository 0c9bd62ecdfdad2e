import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FirstTokenTimes } from '../../../src/resilience/first-token-times.ts';

function timesOf(samples: readonly number[]): FirstTokenTimes {
  const times = new FirstTokenTimes();
  for (const sample of samples) times.add(sample);
  return times;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the times to the first token', () => {
  test('say nothing below twenty samples', () => {
    const times = timesOf(upTo(19));
    expect(times.p95(0)).toBeNull();
    times.add(20);
    expect(times.p95(0)).toBe(19);
  });

  test('are ordered as numbers, not as they came nor as text', () => {
    expect(timesOf(upTo(100).reverse()).p95(0)).toBe(95);
  });

  test('are those of the newest 128', () => {
    const times = timesOf([...upTo(200).map(() => 9_000), ...upTo(128)]);
    expect(times.p95(0)).toBe(122);
  });

  test('are looked through once a second', () => {
    const times = timesOf(upTo(20).map(() => 100));
    expect(times.p95(5_000)).toBe(100);
    for (const sample of upTo(128)) times.add(sample + 500);
    expect(times.p95(5_999)).toBe(100);
    expect(times.p95(6_000)).toBe(622);
    expect(times.p95(6_001)).toBe(622);
  });

  test('are the nearest rank of a plain list, however many there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), { minLength: 20, maxLength: 300 }),
        (samples) => {
          const kept = samples.slice(-128).toSorted((left, right) => left - right);
          expect(timesOf(samples).p95(0)).toBe(kept[Math.ceil(0.95 * kept.length) - 1]);
        },
      ),
    );
  });
});
