import { describe, expect, test } from '@jest/globals';
import { configOf, findingsOf, withModel } from '../load-text.ts';

const llmgwOf = (rest: string) => configOf(withModel(rest)).llmgw;

describe('buildLlmgw', () => {
  test('has defaults for everything', () => {
    expect(llmgwOf('')).toEqual({
      errorCode: 'stable',
      generateMasterKey: false,
      maxConnections: 10_000,
      maxHeaderBytes: 32_768,
      headersTimeoutMs: 10_000,
      bodyTimeoutMs: 30_000,
      keepAliveTimeoutMs: 75_000,
      streamBufferBytes: 262_144,
      maxResponseBytes: 67_108_864,
      drainTimeoutMs: 25_000,
      wrapPassThroughErrors: false,
      breaker: {},
      retryBudget: { ratio: 0.2, minPerSecond: 3, ttlMs: 10_000 },
      admissionQueue: { maxWaiting: 100, maxWaitMs: 10_000 },
      routes: {
        default: { streamRescue: 'auto', holdBack: null, hedge: null, onAllOpen: 'reject' },
        byGroup: new Map(),
      },
      skills: { folders: [], cacheTtlMs: 60_000, onMissing: 'error' },
    });
  });

  test('reads every setting', () => {
    const text = `llmgw_settings:
  error_code: status
  generate_master_key: true
  max_connections: 1
  max_header_bytes: 2
  headers_timeout: 3
  body_timeout: 4s
  keep_alive_timeout: 5
  stream_buffer_bytes: 6
  max_response_bytes: 7
  drain_timeout: 8
  wrap_pass_through_errors: true
  retry_budget: {ratio: 0.1, min_per_second: 1, ttl: 20}
  admission_queue: {max_waiting: 0, max_wait: 2}
  breaker: {ramp: 9}
`;
    expect(llmgwOf(text)).toMatchObject({
      errorCode: 'status',
      generateMasterKey: true,
      maxConnections: 1,
      maxHeaderBytes: 2,
      headersTimeoutMs: 3000,
      bodyTimeoutMs: 4000,
      keepAliveTimeoutMs: 5000,
      streamBufferBytes: 6,
      maxResponseBytes: 7,
      drainTimeoutMs: 8000,
      wrapPassThroughErrors: true,
      retryBudget: { ratio: 0.1, minPerSecond: 1, ttlMs: 20_000 },
      admissionQueue: { maxWaiting: 0, maxWaitMs: 2_000 },
      breaker: { rampMs: 9_000 },
    });
    expect(findingsOf(withModel(text))).toEqual([]);
  });

  test('no limit is turned off by a 0', () => {
    expect(llmgwOf('llmgw_settings: {max_connections: 0, body_timeout: 0}\n')).toMatchObject({
      maxConnections: 10_000,
      bodyTimeoutMs: 30_000,
    });
  });

  test('refuses other error codes', () => {
    expect(findingsOf(withModel('llmgw_settings: {error_code: both}\n'))).toEqual([
      'critical wrong-type 4:30',
    ]);
  });
});
