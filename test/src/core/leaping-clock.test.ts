import { describe, expect, test } from '@jest/globals';
import { LeapingClock } from '../../../src/core/leaping-clock.ts';

const START = { now: () => 500, wallMs: () => 1_000_000 };

function sleep(clock: LeapingClock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(ms, resolve));
}

describe('a clock that leaps', () => {
  test('begins where the other one stands, and stands still by itself', () => {
    const clock = new LeapingClock(START);
    clock.setTimer(10, () => undefined);
    expect([clock.now(), clock.wallMs(), clock.elapsedMs]).toEqual([500, 1_000_000, 0]);
  });

  test('goes from timer to timer, each at its moment, while somebody waits', async () => {
    const clock = new LeapingClock(START);
    const seen: number[] = [];
    clock.setTimer(300, () => seen.push(clock.elapsedMs));
    clock.setTimer(100, () => seen.push(clock.elapsedMs));
    clock.setTimer(3_000, () => seen.push(clock.elapsedMs));
    expect(await clock.settle(sleep(clock, 1_000).then(() => 'slept'))).toBe('slept');
    expect(seen).toEqual([100, 300]);
    expect([clock.now(), clock.wallMs()]).toEqual([1_500, 1_001_000]);
  });

  test('does not leap while there is something to do', async () => {
    const clock = new LeapingClock(START);
    clock.setTimer(100, () => undefined);
    await clock.settle(Promise.resolve().then(() => Promise.resolve()));
    expect(clock.elapsedMs).toBe(0);
  });

  test('leaves out what was cancelled', async () => {
    const clock = new LeapingClock(START);
    const timer = clock.setTimer(100, () => {
      throw new Error('it was cancelled');
    });
    timer.cancel();
    await clock.settle(sleep(clock, 200));
    expect(clock.elapsedMs).toBe(200);
  });

  test('says so when nothing is left that could happen', async () => {
    const clock = new LeapingClock(START);
    await expect(clock.settle(new Promise(() => undefined))).rejects.toThrow('nothing is left');
  });

  test('passes on what the promise fails with', async () => {
    const clock = new LeapingClock(START);
    await expect(clock.settle(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
