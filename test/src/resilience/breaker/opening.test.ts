import { describe, expect, test } from '@jest/globals';
import { drawOpening } from '../../../../src/resilience/breaker/opening.ts';
import { DEFAULT_BREAKER_SETTINGS as settings } from '../../../../src/resilience/breaker/settings.ts';
import { failureOf } from '../../../support/breaker-rig.ts';

const calm = {
  cause: 'failure_rate',
  failure: null,
  attempt: 0,
  settings,
  random: () => 1,
} as const;

describe('an opening', () => {
  test('is one more in the sequence and this process decided it', () => {
    const failure = failureOf();
    expect(drawOpening({ ...calm, failure, attempt: 1 })).toEqual({
      ...{ cause: 'failure_rate', failure, openMs: 10_000, attempt: 2, scope: 'local' },
    });
  });

  test.each([
    ['failure_rate', 0, 5_000],
    ['probe_failed', 9, 12_000],
    ['credential', 0, 60_000],
    ['credential', 9, 900_000],
    ['quota', 0, 300_000],
    ['quota', 9, 3_600_000],
  ] as const)('for %s after %d others lasts %d ms', (cause, attempt, openMs) => {
    expect(drawOpening({ ...calm, cause, attempt }).openMs).toBe(openMs);
  });

  test.each([
    [1_000, 5_000],
    [30_000, 30_000],
    [9_000_000, 600_000],
  ])('with a Retry-After of %d ms lasts %d ms', (retryAfterMs, openMs) => {
    const failure = failureOf({ retryAfterMs });
    expect(drawOpening({ ...calm, failure }).openMs).toBe(openMs);
  });
});
