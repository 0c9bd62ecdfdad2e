import { expect, test } from '@jest/globals';
import { DEFAULT_BREAKER_SETTINGS as settings } from '../../../../src/resilience/breaker/settings.ts';

test('the defaults fit together', () => {
  expect(settings.slowCallDurationThresholdMs).toBeLessThanOrEqual(settings.slidingWindowMs);
  expect(settings.resetAfterMs).toBeGreaterThanOrEqual(settings.rampMs + settings.slidingWindowMs);
  expect(settings.probeLeaseMs).toBeLessThan(settings.probeTimeoutMs);
  expect(settings.waitDurationInOpenStateMs).toBeLessThan(settings.waitDurationInOpenStateMaxMs);
});

test('what somebody has to mend is looked at more rarely than what mends itself', () => {
  for (const rule of Object.values(settings.quarantine)) {
    expect(rule.baseMs).toBeGreaterThan(settings.waitDurationInOpenStateMaxMs);
    expect(rule.maxMs).toBeGreaterThan(rule.baseMs);
  }
});
