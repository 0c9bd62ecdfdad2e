import { describe, expect, test } from '@jest/globals';
import { SlidingWindow } from '../../../../src/resilience/breaker/sliding-window.ts';

describe('the window of verdicts', () => {
  test('counts slow successes as both', () => {
    const window = new SlidingWindow(30_000, 0);
    window.addSuccess(0);
    window.addSlow(0);
    window.addFailure(0, 0, true);
    window.addFailure(0, 0, false);
    expect([window.successes, window.slow]).toEqual([2, 1]);
    expect([window.failures, window.answeredFailures]).toEqual([2, 1]);
  });

  test('holds a verdict for its span and at most a bucket more', () => {
    const window = new SlidingWindow(30_000, 0);
    window.addFailure(500, 0, true);
    window.roll(30_999);
    expect(window.failures).toBe(1);
    window.roll(31_000);
    expect(window.failures).toBe(0);
  });

  test('knows the mean age of the failed calls', () => {
    const window = new SlidingWindow(30_000, 0);
    expect(window.meanFailureAgeMs).toBe(0);
    window.addFailure(0, 1, true);
    window.addFailure(0, 4, true);
    expect(window.meanFailureAgeMs).toBe(2_500);
  });

  test('a call of days does not outweigh all others', () => {
    const window = new SlidingWindow(30_000, 0);
    window.addFailure(0, 60_000, true);
    expect(window.meanFailureAgeMs).toBe(4_095_000);
  });

  test('knows its first failure exactly, and how far the last is from it', () => {
    const window = new SlidingWindow(30_000, 0);
    expect([window.firstFailureAt, window.failureSpanMs]).toEqual([null, 0]);
    window.addFailure(1_234, 0, true);
    window.addFailure(1_345, 0, true);
    window.addFailure(4_000, 0, true);
    expect([window.firstFailureAt, window.failureSpanMs]).toEqual([1_234, 2_766]);
    window.roll(32_500);
    expect(window.firstFailureAt).toBe(4_000);
  });

  test('begins anew', () => {
    const window = new SlidingWindow(30_000, 0);
    window.addFailure(0, 3, true);
    window.addSlow(0);
    window.clear();
    expect([window.failures, window.successes, window.slow]).toEqual([0, 0, 0]);
    expect([window.meanFailureAgeMs, window.firstFailureAt]).toEqual([0, null]);
  });
});
