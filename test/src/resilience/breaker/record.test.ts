import { describe, expect, test } from '@jest/globals';
import {
  AT_REST,
  deadlineIn,
  keptForMs,
  remainingMs,
} from '../../../../src/resilience/breaker/record.ts';

describe('remainingMs', () => {
  test('counts down to nothing and stays there', () => {
    const deadline = deadlineIn(100, 1_000);
    expect([1_000, 1_040, 1_100, 9_000].map((now) => remainingMs(deadline, now))).toEqual([
      100, 60, 0, 0,
    ]);
  });

  test('is nothing where there is no deadline', () => {
    expect(remainingMs(null, 5)).toBe(0);
  });

  test('calls a deadline over when the clock went back, rather than wait without end', () => {
    const deadline = deadlineIn(100, 1_000_000);
    expect(remainingMs(deadline, 999_999)).toBe(101);
    expect(remainingMs(deadline, 999_000)).toBe(0);
  });

  test('is not fooled by the rounding of fractions', () => {
    const now = 0.1;
    expect(deadlineIn(0.2, now).at - now).toBeGreaterThan(0.2);
    expect(remainingMs(deadlineIn(0.2, now), now)).toBeCloseTo(0.2);
  });
});

describe('keptForMs', () => {
  const HOUR = 3_600_000;

  test('is an hour when no deadline is left', () => {
    expect(keptForMs(AT_REST, 0)).toBe(HOUR);
    expect(keptForMs({ ...AT_REST, hold: deadlineIn(10, 0) }, 10)).toBe(HOUR);
  });

  test('is an hour after the last of the deadlines', () => {
    const record = {
      ...AT_REST,
      open: deadlineIn(10, 0),
      lease: { ...deadlineIn(20, 0), token: 'a' },
      hold: deadlineIn(40, 0),
      override: {
        ...deadlineIn(30, 0),
        mode: 'DISABLED',
        actor: 'ana',
        reason: 'drill',
      } as const,
    };
    expect(keptForMs(record, 0)).toBe(HOUR + 40);
    expect(keptForMs({ ...record, hold: null }, 0)).toBe(HOUR + 30);
  });
});
