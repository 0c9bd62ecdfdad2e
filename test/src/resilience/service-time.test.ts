import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ServiceTime } from '../../../src/resilience/service-time.ts';

describe('the time calls take', () => {
  test('is nothing as long as nothing is known', () => {
    expect(new ServiceTime().estimateMs(1_000)).toBe(0);
  });

  test('is that of the first call, and moves an eighth of the way with each other', () => {
    const service = new ServiceTime();
    service.begin(100);
    service.end(900);
    expect(service.estimateMs(900)).toBe(800);
    service.begin(1_000);
    service.end(2_600);
    expect(service.estimateMs(2_600)).toBe(900);
  });

  test('is right for calls that began together', () => {
    const service = new ServiceTime();
    for (let batch = 0; batch < 20; batch++) {
      for (let call = 0; call < 10; call++) service.begin(batch * 1_000);
      for (let call = 0; call < 10; call++) service.end(batch * 1_000 + 700);
    }
    expect(service.estimateMs(20_000)).toBe(700);
  });

  test('is at least as long as the newest call has been going on', () => {
    const service = new ServiceTime();
    service.begin(0);
    service.end(100);
    service.begin(200);
    service.begin(300);
    expect(service.estimateMs(350)).toBe(100);
    expect(service.estimateMs(5_300)).toBe(5_000);
    service.end(5_300);
    service.end(5_300);
    expect(service.underWay).toBe(0);
    expect(service.estimateMs(60_000)).toBeLessThan(5_100);
  });

  test('survives an end without a beginning', () => {
    const service = new ServiceTime();
    service.end(500);
    expect(service.underWay).toBe(0);
    expect(service.estimateMs(500)).toBe(0);
  });

  test('outlives the calls it was learnt from', () => {
    const service = new ServiceTime();
    service.begin(0);
    service.begin(100);
    service.end(400);
    service.forgetCalls();
    expect(service.underWay).toBe(0);
    expect(service.estimateMs(90_000)).toBe(400);
    service.begin(90_000);
    service.end(91_200);
    expect(service.estimateMs(91_200)).toBe(500);
  });

  test('follows any number of calls, ending the oldest first', () => {
    const events = fc.array(fc.boolean(), { maxLength: 400 });
    fc.assert(
      fc.property(events, (begins) => {
        const service = new ServiceTime();
        const begun: number[] = [];
        let mean: number | null = null;
        for (const [index, isBegin] of begins.entries()) {
          const now = index * index;
          if (isBegin) {
            service.begin(now);
            begun.push(now);
          } else {
            const first = begun.shift();
            service.end(now);
            if (first !== undefined) {
              const tookMs = now - first;
              mean = mean === null ? tookMs : mean + (tookMs - mean) / 8;
            }
          }
          expect(service.underWay).toBe(begun.length);
          const newestMs = now - (begun.at(-1) ?? now);
          expect(service.estimateMs(now)).toBeCloseTo(Math.max(mean ?? 0, newestMs), 6);
        }
      }),
    );
  });

  test('loses no call when it needs more room', () => {
    const service = new ServiceTime();
    // Turned once around, so that the ring is split where it grows.
    for (let call = 0; call < 10; call++) service.begin(0);
    for (let call = 0; call < 10; call++) service.end(0);
    for (let call = 1; call <= 100; call++) service.begin(call * 10);
    expect(service.underWay).toBe(100);
    let mean = 0;
    for (let call = 1; call <= 100; call++) {
      service.end(2_000);
      mean += (2_000 - call * 10 - mean) / 8;
    }
    expect(service.estimateMs(2_000)).toBeCloseTo(mean, 6);
  });
});

test('a copy knows the same, and goes on by itself', () => {
  const service = new ServiceTime();
  for (let call = 0; call < 20; call++) service.begin(call);
  service.end(100);
  const copy = service.copy();
  expect([copy.underWay, copy.estimateMs(100)]).toEqual([19, 100]);
  copy.end(101);
  copy.begin(102);
  copy.end(10_000);
  expect([service.underWay, service.estimateMs(100)]).toEqual([19, 100]);
  expect(copy.estimateMs(10_000)).toBeGreaterThan(1_000);
});
