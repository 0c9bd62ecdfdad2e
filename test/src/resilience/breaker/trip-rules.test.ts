import { describe, expect, test } from '@jest/globals';
import { FailureStreak } from '../../../../src/resilience/breaker/failure-streak.ts';
import { InFlight } from '../../../../src/resilience/breaker/in-flight.ts';
import { DEFAULT_BREAKER_SETTINGS as SETTINGS } from '../../../../src/resilience/breaker/settings.ts';
import { SlidingWindow } from '../../../../src/resilience/breaker/sliding-window.ts';
import { StreamWindow } from '../../../../src/resilience/breaker/stream-window.ts';
import {
  isFailureRateExceeded,
  isSlowRateExceeded,
  isStreakTooLong,
  isStreamRateExceeded,
  survivorsOf,
} from '../../../../src/resilience/breaker/trip-rules.ts';

function windowOf(failures: number, successes: number, answered = failures): SlidingWindow {
  const window = new SlidingWindow(30_000, 0);
  for (let call = 0; call < failures; call++) window.addFailure(0, 0, call < answered);
  for (let call = 0; call < successes; call++) window.addSuccess(0);
  return window;
}

function streakOf(length: number, spanMs: number): FailureStreak {
  const streak = new FailureStreak();
  for (let call = 0; call < length; call++) {
    streak.add(call === length - 1 ? spanMs : 0, 'transient', {});
  }
  return streak;
}

describe('the failure rate', () => {
  test.each([
    [8, 2, 0, true],
    [7, 3, 0, false],
    [9, 0, 0, false],
    [20, 10, 0, true],
    [19, 11, 0, false],
    [165, 135, 0, true],
    [164, 136, 0, false],
    [8, 2, 10, false],
    [20, 0, 10, true],
    [20, 0, 12, false],
  ])(
    'of %d failures, %d successes and %d survivors trips: %s',
    (failures, successes, survivors, trips) => {
      expect(isFailureRateExceeded(windowOf(failures, successes), survivors, SETTINGS)).toBe(trips);
    },
  );

  test('without answers must be spread in time: a dropped connection is one event', () => {
    const window = windowOf(50, 0, 0);
    expect(isFailureRateExceeded(window, 0, SETTINGS)).toBe(false);
    window.addFailure(999, 0, false);
    expect(isFailureRateExceeded(window, 0, SETTINGS)).toBe(false);
    window.addFailure(1_000, 0, false);
    expect(isFailureRateExceeded(window, 0, SETTINGS)).toBe(true);
  });

  test('that answers alone prove needs no time', () => {
    expect(isFailureRateExceeded(windowOf(50, 0, 10), 0, SETTINGS)).toBe(true);
    expect(isFailureRateExceeded(windowOf(50, 0, 9), 0, SETTINGS)).toBe(false);
    expect(isFailureRateExceeded(windowOf(50, 4, 7), 0, SETTINGS)).toBe(false);
  });

  test('of everything can be asked for', () => {
    const all = { ...SETTINGS, failureRateThreshold: 1 };
    expect(isFailureRateExceeded(windowOf(10, 0), 0, all)).toBe(true);
    expect(isFailureRateExceeded(windowOf(99, 1), 0, all)).toBe(false);
  });
});

describe('the slow rate', () => {
  test.each([
    [9, 1, 0, true],
    [8, 2, 0, false],
    [0, 0, 10, true],
    [0, 0, 9, false],
    [0, 1, 9, true],
    [0, 2, 9, false],
  ])('of %d slow, %d fast and %d overdue trips: %s', (slow, fast, overdue, trips) => {
    const window = windowOf(0, fast);
    for (let call = 0; call < slow; call++) window.addSlow(0);
    expect(isSlowRateExceeded(window, overdue, SETTINGS)).toBe(trips);
  });

  test('counts failures as calls that were not slow', () => {
    expect(isSlowRateExceeded(windowOf(2, 0), 9, SETTINGS)).toBe(false);
    expect(isSlowRateExceeded(windowOf(1, 0), 9, SETTINGS)).toBe(true);
  });
});

describe('a streak of failures', () => {
  test.each([
    [8, 1_000, 0, true],
    [8, 999, 0, false],
    [7, 9_000, 0, false],
    [8, 1_000, 2, true],
    [8, 1_000, 3, false],
    [20, 1_000, 10, true],
    [20, 1_000, 12, false],
    [50, 0, 0, false],
  ])('of %d over %d ms with %d survivors trips: %s', (length, spanMs, survivors, trips) => {
    expect(isStreakTooLong(streakOf(length, spanMs), survivors, SETTINGS)).toBe(trips);
  });

  test.each([1, 2])(
    'of a limit as low as %d is long enough where nothing is under way',
    (limit) => {
      const low = { ...SETTINGS, consecutiveFailures: limit, consecutiveMinSpanMs: 0 };
      expect(isStreakTooLong(streakOf(limit - 1, 0), 0, low)).toBe(false);
      expect(isStreakTooLong(streakOf(limit, 0), 0, low)).toBe(true);
      expect(isStreakTooLong(streakOf(limit, 0), 1, low)).toBe(false);
    },
  );

  test('that is taken strictly trips by its length alone', () => {
    const strict = { ...SETTINGS, strictConsecutive: true, consecutiveFailures: 3 };
    expect(isStreakTooLong(streakOf(2, 9_000), 0, strict)).toBe(false);
    expect(isStreakTooLong(streakOf(3, 0), 500, strict)).toBe(true);
  });
});

describe('the rate of broken streams', () => {
  test.each([
    [10, 3, true],
    [10, 2, false],
    [9, 9, false],
  ])('of %d with %d broken trips: %s', (started, broken, trips) => {
    const streams = new StreamWindow(60_000, 0);
    for (let call = 0; call < started; call++) streams.addStarted(0);
    for (let call = 0; call < broken; call++) streams.addBroken(0);
    expect(isStreamRateExceeded(streams, SETTINGS)).toBe(trips);
  });
});

test('survivors are older than the mean failure', () => {
  const calls = new InFlight({ bucketMs: 1_000, spanMs: 30_000 }, 0);
  const window = new SlidingWindow(30_000, 0);
  for (let second = 0; second < 10; second++) calls.enter(second * 1_000, 'stream');
  expect(survivorsOf(window, calls, SETTINGS, 10_000)).toBe(10);
  window.addFailure(10_000, 2, true);
  window.addFailure(10_000, 4, true);
  expect(survivorsOf(window, calls, SETTINGS, 10_000)).toBe(7);
});
