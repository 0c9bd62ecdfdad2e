import { describe, expect, test } from '@jest/globals';
import { FailureStreak } from '../../../../src/resilience/breaker/failure-streak.ts';

describe('failures in sequence', () => {
  test('know how many they are and how long they have been going on', () => {
    const streak = new FailureStreak();
    for (const now of [100, 400, 1_300]) streak.add(now, 'transient', {});
    expect([streak.length, streak.spanMs]).toEqual([3, 1_200]);
  });

  test('end with a success and begin anew', () => {
    const streak = new FailureStreak();
    streak.add(0, 'transient', {});
    streak.end();
    expect([streak.length, streak.spanMs]).toEqual([0, 0]);
    streak.add(5_000, 'transient', {});
    streak.end();
    streak.add(9_000, 'transient', {});
    expect([streak.length, streak.spanMs]).toEqual([1, 0]);
  });

  test('reach the limit of their class, whatever fails between', () => {
    const streak = new FailureStreak();
    const limits = { timeout: 2, overloaded: 9 };
    expect(streak.add(0, 'timeout', limits)).toBe(false);
    expect(streak.add(0, 'transient', limits)).toBe(false);
    expect(streak.add(0, 'overloaded', limits)).toBe(false);
    expect(streak.add(0, 'timeout', limits)).toBe(true);
  });

  test('count a class from the last success', () => {
    const streak = new FailureStreak();
    streak.add(0, 'timeout', { timeout: 2 });
    streak.end();
    expect(streak.add(0, 'timeout', { timeout: 2 })).toBe(false);
  });
});
