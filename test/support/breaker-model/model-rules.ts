import type { BreakerSettings } from '../../../src/resilience/breaker/settings.ts';
import type { TripCause } from '../../../src/resilience/breaker/types.ts';
import type { ModelCalls } from './model-calls.ts';

/** Whether a rule opens the breaker: for sure, or perhaps, where buckets are too coarse to tell. */
export interface RuleOutcome {
  readonly cause: TripCause;
  readonly certain: boolean;
  readonly possible: boolean;
}

/** The rules that open a closed breaker, in the order in which they are asked. */
export function judge(calls: ModelCalls, settings: BreakerSettings, now: number): RuleOutcome[] {
  const survivors = calls.survivors(now);
  const overdue = calls.overdue(now);
  const streams = calls.streams(now);
  const rules: [TripCause, (survivors: number, overdue: number) => boolean][] = [
    ['consecutive', (survivors) => isStreak(calls, settings, survivors)],
    ['failure_rate', (survivors) => isRate(calls, settings, { survivors, now })],
    ['slow_rate', (_survivors, overdue) => isSlow(calls, settings, { overdue, now })],
    [
      'stream_failures',
      () =>
        streams.started >= settings.streamMinimumNumberOfCalls &&
        streams.broken >= settings.streamFailureRateThreshold * streams.started,
    ],
  ];
  return rules.map(([cause, opens]) => ({
    cause,
    certain: opens(survivors.most, overdue.least),
    possible: opens(survivors.least, overdue.most),
  }));
}

function isStreak(calls: ModelCalls, settings: BreakerSettings, survivors: number): boolean {
  const { length, spanMs } = calls.streak();
  if (length < settings.consecutiveFailures || spanMs < settings.consecutiveMinSpanMs) return false;
  return survivors === 0 || exceeds(length, length + survivors, settings);
}

function isRate(
  calls: ModelCalls,
  settings: BreakerSettings,
  { survivors, now }: { readonly survivors: number; readonly now: number },
): boolean {
  const { failures, successes, answered } = calls.window(now);
  const { minimumNumberOfCalls: least, consecutiveMinSpanMs } = settings;
  if (failures + successes < least) return false;
  if (!exceeds(failures, failures + successes + survivors, settings)) return false;
  // What failed without an answer at one moment is one event.
  if (calls.failureSpanMs(now) >= consecutiveMinSpanMs) return true;
  const proven = answered + successes + survivors;
  return proven >= least && exceeds(answered, proven, settings);
}

/** More than the threshold by more than chance. */
function exceeds(failures: number, total: number, settings: BreakerSettings): boolean {
  const { failureRateThreshold: t, confidenceZ: z } = settings;
  return failures >= t * total + z * Math.sqrt(t * (1 - t) * total);
}

function isSlow(
  calls: ModelCalls,
  settings: BreakerSettings,
  { overdue, now }: { readonly overdue: number; readonly now: number },
): boolean {
  const { failures, successes, slow } = calls.window(now);
  const total = failures + successes + overdue;
  if (total < settings.minimumNumberOfCalls) return false;
  return (slow + overdue) / total >= settings.slowCallRateThreshold;
}
