import { describe, expect, test } from '@jest/globals';
import { Evidence, UNTRACKED } from '../../../../src/resilience/breaker/evidence.ts';
import {
  DEFAULT_BREAKER_SETTINGS,
  type BreakerSettings,
} from '../../../../src/resilience/breaker/settings.ts';
import { failureOf } from '../../../support/breaker-rig.ts';

function evidenceWith(changes: Partial<BreakerSettings> = {}): Evidence {
  return new Evidence({ ...DEFAULT_BREAKER_SETTINGS, ...changes }, 0);
}

function fail(evidence: Evidence, now: number, failure = failureOf()): void {
  evidence.addFailure(now, evidence.leave(evidence.enter(now, 'stream'), now), failure);
}

function succeed(evidence: Evidence, now: number, ttftMs = 1): void {
  const permit = evidence.enter(now, 'stream');
  evidence.leave(permit, now);
  evidence.addStart(permit, now, ttftMs);
}

describe('permits', () => {
  test('are small integers on every machine', () => {
    const evidence = evidenceWith();
    for (let round = 0; round < 20_000; round++) {
      const permit = evidence.enter(1e9 + round, 'whole');
      expect(permit).toBeGreaterThanOrEqual(0);
      expect(permit).toBeLessThan(UNTRACKED);
      evidence.restart();
    }
  });

  test('of an older state are counted out and mean nothing', () => {
    const evidence = evidenceWith();
    const permit = evidence.enter(0, 'stream');
    expect(evidence.isCurrent(permit)).toBe(true);
    evidence.restart();
    expect([evidence.isCurrent(permit), evidence.isQuiet]).toEqual([false, true]);
    expect(evidence.snapshot(0).inFlight).toBe(1);
    expect(evidence.leave(permit, 0)).toBe(-1);
    expect(evidence.snapshot(0).inFlight).toBe(0);
  });

  test.each([UNTRACKED, -1, -7])('that were not given (%d) mean nothing', (permit) => {
    const evidence = evidenceWith();
    evidence.enter(0, 'stream');
    expect([evidence.leave(permit, 0), evidence.isCurrent(permit)]).toEqual([-1, false]);
    expect(evidence.snapshot(0).inFlight).toBe(1);
  });

  test('know the age of their call in buckets', () => {
    const evidence = evidenceWith();
    const permit = evidence.enter(500, 'whole');
    expect(evidence.isQuiet).toBe(false);
    expect(evidence.leave(permit, 7_000)).toBe(7);
  });
});

describe('verdicts', () => {
  test('are slow when a stream begins late, never when an answer is whole', () => {
    const evidence = evidenceWith();
    const stream = evidence.enter(0, 'stream');
    expect(evidence.addStart(stream, 0, 30_000)).toBe(false);
    expect(evidence.addStart(stream, 0, 30_001)).toBe(true);
    expect(evidence.addStart(evidence.enter(0, 'whole'), 0, 90_000)).toBe(false);
    expect(evidence.snapshot(0)).toMatchObject({ successes: 3, slow: 1, streamsStarted: 2 });
  });

  test('show as counts and shares', () => {
    const evidence = evidenceWith();
    fail(evidence, 0);
    for (let call = 0; call < 3; call++) succeed(evidence, 0);
    evidence.addSlow(0);
    evidence.addBrokenStream(0);
    evidence.enter(0, 'stream');
    const { failureRate, slowRate, ...counts } = evidence.snapshot(0);
    expect([failureRate, slowRate]).toEqual([0.2, 0.2]);
    expect(counts).toEqual({
      ...{ successes: 4, failures: 1, slow: 1, inFlight: 1, overdue: 0 },
      ...{ streamsStarted: 3, streamsBroken: 1 },
    });
    expect(evidence.snapshot(40_000)).toMatchObject({ successes: 0, overdue: 1, slowRate: 1 });
  });
});

describe('a trip', () => {
  test('is not found in nothing', () => {
    expect(evidenceWith().findTrip(0)).toBeNull();
  });

  test('is found in the failure rate', () => {
    const evidence = evidenceWith();
    for (let call = 0; call < 10; call++) fail(evidence, 0);
    expect(evidence.findTrip(0)).toBe('failure_rate');
  });

  test('is found in a streak, unless calls under way speak against it', () => {
    const evidence = evidenceWith({ minimumNumberOfCalls: 100 });
    for (let call = 0; call < 8; call++) fail(evidence, call * 200);
    expect(evidence.findTrip(1_400)).toBe('consecutive');
    for (let call = 0; call < 9; call++) evidence.enter(1_400, 'stream');
    expect(evidence.findTrip(6_000)).toBeNull();
  });

  test('is found in the limit of a class, until a call goes well', () => {
    const evidence = evidenceWith({ consecutiveByClass: { timeout: 2 } });
    fail(evidence, 0, failureOf({ failureClass: 'timeout' }));
    expect(evidence.findTrip(0)).toBeNull();
    fail(evidence, 0, failureOf({ failureClass: 'timeout' }));
    expect(evidence.findTrip(0)).toBe('consecutive');
    succeed(evidence, 0);
    expect(evidence.findTrip(0)).toBeNull();
  });

  test('is found in silence', () => {
    const evidence = evidenceWith();
    for (let call = 0; call < 10; call++) evidence.enter(0, 'stream');
    expect(evidence.findTrip(30_000)).toBeNull();
    expect(evidence.findTrip(31_100)).toBe('slow_rate');
  });

  test('is found in streams that break', () => {
    const evidence = evidenceWith();
    for (let call = 0; call < 10; call++) succeed(evidence, 0);
    for (let call = 0; call < 3; call++) evidence.addBrokenStream(0);
    expect(evidence.findTrip(0)).toBe('stream_failures');
    expect(evidence.findTrip(63_000)).toBeNull();
  });

  test('forgets with the window', () => {
    const evidence = evidenceWith();
    for (let call = 0; call < 10; call++) fail(evidence, 0);
    expect([evidence.findTrip(30_900), evidence.findTrip(31_100)]).toEqual(['failure_rate', null]);
  });

  test('knows how long it took from the first failure', () => {
    const evidence = evidenceWith();
    expect(evidence.detectionMs(9)).toBeNull();
    fail(evidence, 1_200);
    fail(evidence, 2_000);
    expect(evidence.detectionMs(4_200)).toBe(3_000);
  });
});

describe('what proves a trip', () => {
  const local = failureOf({ origin: 'local' });

  test('are answers, where they alone reach the threshold', () => {
    const evidence = evidenceWith();
    fail(evidence, 0);
    fail(evidence, 0, local);
    expect(evidence.originOf('failure_rate', 0)).toBe('upstream');
    succeed(evidence, 0);
    expect(evidence.originOf('consecutive', 0)).toBe('upstream');
    succeed(evidence, 0);
    expect(evidence.originOf('ramp', 0)).toBe('local');
  });

  test('are not failures without an answer', () => {
    const evidence = evidenceWith();
    fail(evidence, 0, local);
    expect(evidence.originOf('failure_rate', 0)).toBe('local');
    expect(evidenceWith().originOf('failure_rate', 0)).toBe('local');
  });

  test('is slowness that ended, not silence', () => {
    const evidence = evidenceWith();
    evidence.addSlow(0);
    expect(evidence.originOf('slow_rate', 0)).toBe('upstream');
    evidence.enter(0, 'stream');
    evidence.addSlow(15_000);
    evidence.findTrip(32_000);
    expect(evidence.originOf('slow_rate', 32_000)).toBe('local');
  });

  test.each(['credential', 'manual', 'stream_failures'] as const)('is %s', (cause) => {
    expect(evidenceWith().originOf(cause, 0)).toBe('upstream');
  });
});

describe('new settings', () => {
  test('of another window begin anew and keep count of the calls under way', () => {
    const evidence = evidenceWith();
    const permit = evidence.enter(0, 'stream');
    fail(evidence, 0);
    evidence.configure({ ...DEFAULT_BREAKER_SETTINGS, slidingWindowMs: 10_000 }, 0);
    expect(evidence.snapshot(0)).toMatchObject({ failures: 0, inFlight: 1 });
    evidence.leave(permit, 0);
    expect(evidence.snapshot(0).inFlight).toBe(0);
    for (let call = 0; call < 10; call++) fail(evidence, 0);
    expect([evidence.findTrip(10_300), evidence.findTrip(10_400)]).toEqual(['failure_rate', null]);
  });

  test('of the same window keep what is known', () => {
    const evidence = evidenceWith();
    succeed(evidence, 0);
    fail(evidence, 0);
    evidence.configure({ ...DEFAULT_BREAKER_SETTINGS, minimumNumberOfCalls: 1 }, 0);
    expect(evidence.snapshot(0)).toMatchObject({ failures: 1, streamsStarted: 1 });
    evidence.configure({ ...DEFAULT_BREAKER_SETTINGS, streamWindowMs: 5_000 }, 0);
    expect(evidence.snapshot(0)).toMatchObject({ failures: 1, streamsStarted: 0 });
  });

  test('with a slow limit beyond the window see as far', () => {
    const evidence = evidenceWith({ slowCallDurationThresholdMs: 90_000 });
    for (let call = 0; call < 10; call++) evidence.enter(0, 'stream');
    expect([evidence.findTrip(89_000), evidence.findTrip(91_100)]).toEqual([null, 'slow_rate']);
  });
});
