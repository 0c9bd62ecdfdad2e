import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BucketRing } from '../../../../src/resilience/breaker/bucket-ring.ts';

const SHAPE = { bucketMs: 100, slots: 5, columns: 2 };

describe('a ring of buckets', () => {
  test('sums what its buckets hold', () => {
    const ring = new BucketRing(SHAPE, 0);
    ring.add(0, 1);
    ring.roll(100);
    ring.add(0, 2);
    ring.add(1, 7);
    expect([ring.sum(0), ring.sum(1)]).toEqual([3, 7]);
    expect([ring.count(0, 0), ring.count(0, 1), ring.count(1, 1)]).toEqual([2, 1, 0]);
  });

  test('drops a bucket when its slot is needed again', () => {
    const ring = new BucketRing(SHAPE, 0);
    ring.add(0, 1);
    ring.roll(499);
    expect(ring.sum(0)).toBe(1);
    ring.roll(500);
    expect(ring.sum(0)).toBe(0);
  });

  test('clears every bucket that it passes over, not one a step', () => {
    const ring = new BucketRing(SHAPE, 0);
    for (let now = 0; now < 500; now += 100) {
      ring.roll(now);
      ring.add(0, 1);
    }
    ring.roll(700);
    expect(ring.sum(0)).toBe(2);
    ring.roll(1_000_000);
    expect(ring.sum(0)).toBe(0);
  });

  test('answers whether it rolled, and stays where it is within a bucket', () => {
    const ring = new BucketRing(SHAPE, 250);
    expect([ring.tick, ring.phaseMs(270)]).toEqual([2, 70]);
    expect([ring.roll(299), ring.roll(300), ring.tick]).toEqual([false, true, 3]);
  });

  test('takes one from a bucket of the past, and nothing from an empty one', () => {
    const ring = new BucketRing(SHAPE, 0);
    ring.add(1, 1);
    ring.roll(300);
    expect([ring.take(1, 3), ring.take(1, 3), ring.take(0, 0)]).toEqual([true, false, false]);
    expect(ring.sum(1)).toBe(0);
  });

  test('holds what a list of times would, whatever is counted when', () => {
    const step = fc.record({ ms: fc.integer({ min: 0, max: 900 }), count: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ring = new BucketRing(SHAPE, 0);
        const ticks: number[] = [];
        let now = 0;
        for (const { ms, count } of steps) {
          now += ms;
          ring.roll(now);
          ring.add(0, count);
          for (let added = 0; added < count; added++) ticks.push(Math.floor(now / 100));
          const kept = ticks.filter((tick) => tick > Math.floor(now / 100) - SHAPE.slots);
          expect(ring.sum(0)).toBe(kept.length);
        }
      }),
    );
  });
});
