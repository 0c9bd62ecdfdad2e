import { describe, expect, test } from '@jest/globals';
import { readBreaker } from '../../../../src/config/build/breaker.ts';
import { BREAKER_KEYS } from '../../../../src/config/schema/top-level.ts';
import { configOf, findingsOf, mapOf, withModel } from '../load-text.ts';

const EVERY_KEY = `mode: metrics_only
sliding_window: 1
minimum_number_of_calls: 2
failure_rate_threshold: 0.3
confidence_z: 1.5
consecutive_failures: 4
consecutive_min_span: 0.5
slow_call_duration_threshold: 6
slow_call_rate_threshold: 0.7
stream_failure_rate_threshold: 0.8
stream_minimum_number_of_calls: 9
stream_window: 10
hold_base: 11
hold_max: 12
wait_duration_in_open_state: 13
wait_duration_in_open_state_max: 14
probe_lease: 15
probe_timeout: 16
permitted_number_of_calls_in_half_open_state: 17
probe_success_at: complete
ramp: 18
ramp_min_fraction: 0.19
reset_after: 20
`;

describe('the settings of breakers', () => {
  test('are all read, under the names of the field', () => {
    expect(readBreaker(mapOf(EVERY_KEY))).toEqual({
      mode: 'METRICS_ONLY',
      slidingWindowMs: 1_000,
      minimumNumberOfCalls: 2,
      failureRateThreshold: 0.3,
      confidenceZ: 1.5,
      consecutiveFailures: 4,
      consecutiveMinSpanMs: 500,
      slowCallDurationThresholdMs: 6_000,
      slowCallRateThreshold: 0.7,
      streamFailureRateThreshold: 0.8,
      streamMinimumNumberOfCalls: 9,
      streamWindowMs: 10_000,
      holdBaseMs: 11_000,
      holdMaxMs: 12_000,
      waitDurationInOpenStateMs: 13_000,
      waitDurationInOpenStateMaxMs: 14_000,
      probeLeaseMs: 15_000,
      probeTimeoutMs: 16_000,
      permittedNumberOfCallsInHalfOpenState: 17,
      probeSuccessAt: 'complete',
      rampMs: 18_000,
      rampMinFraction: 0.19,
      resetAfterMs: 20_000,
    });
    expect(mapOf(EVERY_KEY).entries.size).toBe(BREAKER_KEYS.size);
  });

  test('hold only what is written', () => {
    expect(readBreaker(null)).toEqual({});
    expect(readBreaker(mapOf('mode: enforce\n'))).toEqual({ mode: 'enforce' });
  });

  test('may leave out the least span', () => {
    expect(readBreaker(mapOf('consecutive_min_span: 0\n'))).toEqual({ consecutiveMinSpanMs: 0 });
  });

  test('of one deployment stand under its model_info', () => {
    const text = `model_list:
  - model_name: a
    litellm_params: {model: openai/x}
    model_info: {llmgw_breaker: {ramp: 5s}}
`;
    expect(configOf(text).deployments[0]?.breaker).toEqual({ rampMs: 5_000 });
  });

  test.each([
    ['failure_rate_threshold: 50', 'critical wrong-type 4:52'],
    ['failure_rate_threshold: 0', 'critical wrong-type 4:52'],
    ['minimum_number_of_calls: 0', 'critical wrong-type 4:53'],
    ['confidence_z: -1', 'critical wrong-type 4:42'],
    ['mode: shadow', 'critical wrong-type 4:34'],
    ['probe_success_at: once', 'critical wrong-type 4:46'],
    ['ramp: 0', 'critical wrong-type 4:34'],
    ['stream_window: 25h', 'critical wrong-type 4:43'],
    ['hold_base: 2, hold_max: 1', 'critical wrong-type 4:39'],
    ['sliding_windw: 3', 'warning unknown-key 4:28'],
  ])('that make no sense are refused: %s', (text, finding) => {
    expect(findingsOf(withModel(`llmgw_settings: {breaker: {${text}}}\n`))).toEqual([finding]);
  });
});
