import { describe, expect, test } from '@jest/globals';
import { Ramp } from '../../../../src/resilience/breaker/ramp.ts';

const SETTINGS = { rampMs: 30_000, rampMinFraction: 0.1 };

function admitted(ramp: Ramp, now: number, calls: number): number {
  let count = 0;
  for (let call = 0; call < calls; call++) if (ramp.admits(now, SETTINGS, false)) count++;
  return count;
}

describe('the ramp', () => {
  test.each([
    [0, 0.1],
    [2_999, 0.1],
    [15_000, 0.5],
    [29_999, 0.99997],
    [30_000, 1],
    [90_000, 1],
  ])('after %d ms takes a share of %d', (now, share) => {
    const ramp = new Ramp();
    ramp.begin(0, true);
    expect(ramp.fraction(now, SETTINGS)).toBeCloseTo(share, 4);
  });

  test('takes everything when there is none', () => {
    const ramp = new Ramp();
    expect([ramp.isActive, ramp.fraction(0, SETTINGS)]).toEqual([false, 1]);
  });

  test('counts its share out evenly', () => {
    const ramp = new Ramp();
    ramp.begin(0, true);
    expect(admitted(ramp, 0, 1_000)).toBeGreaterThanOrEqual(99);
    expect(admitted(ramp, 0, 9)).toBeLessThanOrEqual(1);
    ramp.begin(0, true);
    const pattern = Array.from({ length: 6 }, () => ramp.admits(15_000, SETTINGS, false));
    expect(pattern).toEqual([false, true, false, true, false, true]);
  });

  test('never refuses a call that is alone, which then is of the share', () => {
    const ramp = new Ramp();
    ramp.begin(0, true);
    for (let call = 0; call < 9; call++) ramp.admits(0, SETTINGS, false);
    expect(ramp.admits(0, SETTINGS, true)).toBe(true);
    expect(admitted(ramp, 0, 9)).toBe(0);
  });

  test('after an outage gives up at two failures in sequence', () => {
    const ramp = new Ramp();
    ramp.begin(0, true);
    expect(ramp.addFailure()).toBe(false);
    ramp.addSuccess();
    expect(ramp.addFailure()).toBe(false);
    expect(ramp.addFailure()).toBe(true);
  });

  test('after an outage gives up when half of five fail', () => {
    const ramp = new Ramp();
    ramp.begin(0, true);
    const results = [1, 2].map(() => {
      const failed = ramp.addFailure();
      ramp.addSuccess();
      return failed;
    });
    expect(results).toEqual([false, false]);
    expect(ramp.addFailure()).toBe(true);
  });

  test('bears fewer than half', () => {
    const ramp = new Ramp();
    ramp.begin(0, true);
    for (let round = 0; round < 10; round++) {
      ramp.addSuccess();
      ramp.addSuccess();
      expect(ramp.addFailure()).toBe(false);
    }
  });

  test('after a hold leaves failures to the ordinary rules', () => {
    const ramp = new Ramp();
    ramp.begin(0, false);
    expect([ramp.addFailure(), ramp.addFailure(), ramp.addFailure()]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('stays watchful when a hold comes in between', () => {
    const ramp = new Ramp();
    ramp.begin(0, true);
    ramp.begin(5_000, false);
    ramp.addFailure();
    expect(ramp.addFailure()).toBe(true);
  });

  test('is not watchful any more when it is over', () => {
    const ramp = new Ramp();
    ramp.begin(0, true);
    expect([ramp.isOver(29_999, SETTINGS), ramp.isOver(30_000, SETTINGS)]).toEqual([false, true]);
    ramp.end();
    ramp.begin(40_000, false);
    ramp.addFailure();
    expect(ramp.addFailure()).toBe(false);
  });
});
