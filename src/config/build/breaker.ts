import { child, type MapNode } from '../node.ts';
import type { BreakerConfig } from '../types.ts';
import { asMilliseconds, asNumber, asWord } from '../values.ts';

type TimeField = Extract<keyof BreakerConfig, `${string}Ms`>;
type NumberField = Exclude<keyof BreakerConfig, TimeField | 'mode' | 'probeSuccessAt'>;

const TIMES: readonly (readonly [string, TimeField])[] = [
  ['sliding_window', 'slidingWindowMs'],
  ['consecutive_min_span', 'consecutiveMinSpanMs'],
  ['slow_call_duration_threshold', 'slowCallDurationThresholdMs'],
  ['stream_window', 'streamWindowMs'],
  ['hold_base', 'holdBaseMs'],
  ['hold_max', 'holdMaxMs'],
  ['wait_duration_in_open_state', 'waitDurationInOpenStateMs'],
  ['wait_duration_in_open_state_max', 'waitDurationInOpenStateMaxMs'],
  ['probe_lease', 'probeLeaseMs'],
  ['probe_timeout', 'probeTimeoutMs'],
  ['ramp', 'rampMs'],
  ['reset_after', 'resetAfterMs'],
];

const NUMBERS: readonly (readonly [string, NumberField])[] = [
  ['minimum_number_of_calls', 'minimumNumberOfCalls'],
  ['failure_rate_threshold', 'failureRateThreshold'],
  ['confidence_z', 'confidenceZ'],
  ['consecutive_failures', 'consecutiveFailures'],
  ['slow_call_rate_threshold', 'slowCallRateThreshold'],
  ['stream_failure_rate_threshold', 'streamFailureRateThreshold'],
  ['stream_minimum_number_of_calls', 'streamMinimumNumberOfCalls'],
  ['permitted_number_of_calls_in_half_open_state', 'permittedNumberOfCallsInHalfOpenState'],
  ['ramp_min_fraction', 'rampMinFraction'],
];

/** What a `breaker` map of ours says; wrong values were reported before and count as not written. */
export function readBreaker(map: MapNode | null): BreakerConfig {
  const mode = asWord(child(map, 'mode'));
  const successAt = asWord(child(map, 'probe_success_at'));
  return {
    ...pick(TIMES, (key) => asMilliseconds(child(map, key))),
    ...pick(NUMBERS, (key) => asNumber(child(map, key))),
    ...(mode === 'enforce' ? { mode } : {}),
    ...(mode === 'metrics_only' ? { mode: 'METRICS_ONLY' as const } : {}),
    ...(successAt === 'first_token' || successAt === 'complete'
      ? { probeSuccessAt: successAt }
      : {}),
  };
}

function pick<Field extends string>(
  keys: readonly (readonly [string, Field])[],
  read: (key: string) => number | null,
): Partial<Record<Field, number>> {
  const found: Partial<Record<Field, number>> = {};
  for (const [key, field] of keys) {
    const value = read(key);
    if (value !== null) found[field] = value;
  }
  return found;
}
