import type { FailureStreak } from './failure-streak.ts';
import type { InFlight } from './in-flight.ts';
import type { BreakerSettings } from './settings.ts';
import type { SlidingWindow } from './sliding-window.ts';
import type { StreamWindow } from './stream-window.ts';

/**
 * Whether failures exceed their share by more than chance explains. Calls under way that have
 * outlived the typical failure are in the denominator: where failures are fast and successes slow, a
 * window of what has ended sees failures only. Failures without any answer must also be spread in
 * time: one dropped connection with fifty streams is one event.
 */
export function isFailureRateExceeded(
  window: SlidingWindow,
  survivors: number,
  settings: BreakerSettings,
): boolean {
  const { failures, successes } = window;
  if (!isRateExceeded(failures, failures + successes, settings)) return false;
  if (!exceedsByMoreThanChance(failures, failures + successes + survivors, settings)) return false;
  const { answeredFailures: answered } = window;
  if (isRateExceeded(answered, answered + successes + survivors, settings)) return true;
  return window.failureSpanMs >= settings.consecutiveMinSpanMs;
}

function isRateExceeded(failures: number, total: number, settings: BreakerSettings): boolean {
  return (
    total >= settings.minimumNumberOfCalls && exceedsByMoreThanChance(failures, total, settings)
  );
}

function exceedsByMoreThanChance(failures: number, total: number, settings: BreakerSettings) {
  const { failureRateThreshold: share, confidenceZ } = settings;
  return failures >= share * total + confidenceZ * Math.sqrt(share * (1 - share) * total);
}

/** Whether first tokens come late, or do not come: silence is seen before any call has ended. */
export function isSlowRateExceeded(
  window: SlidingWindow,
  overdue: number,
  settings: BreakerSettings,
): boolean {
  const total = window.failures + window.successes + overdue;
  if (total < settings.minimumNumberOfCalls) return false;
  return window.slow + overdue >= settings.slowCallRateThreshold * total;
}

/** Whether nothing has gone well for long enough, and too little under way speaks against it. */
export function isStreakTooLong(
  streak: FailureStreak,
  survivors: number,
  settings: BreakerSettings,
): boolean {
  const { length } = streak;
  if (length < settings.consecutiveFailures) return false;
  if (settings.strictConsecutive) return true;
  if (streak.spanMs < settings.consecutiveMinSpanMs) return false;
  // Where nothing speaks against it, a limit of one or two counts too: no share of two is above chance.
  return survivors === 0 || exceedsByMoreThanChance(length, length + survivors, settings);
}

/** Whether too many streams that began well did not end well. */
export function isStreamRateExceeded(streams: StreamWindow, settings: BreakerSettings): boolean {
  if (streams.started < settings.streamMinimumNumberOfCalls) return false;
  return streams.broken >= settings.streamFailureRateThreshold * streams.started;
}

/** Calls under way that have outlived the typical failure. */
export function survivorsOf(
  window: SlidingWindow,
  inFlight: InFlight,
  settings: BreakerSettings,
  now: number,
): number {
  const { slowCallDurationThresholdMs: slowMs } = settings;
  return inFlight.survivors(window.meanFailureAgeMs, slowMs, now);
}
