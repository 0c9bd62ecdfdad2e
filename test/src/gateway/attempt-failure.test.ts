import { describe, expect, test } from '@jest/globals';
import {
  deadlineFailure,
  protocolFailure,
  providerFailure,
  transportFailure,
} from '../../../src/gateway/attempt-failure.ts';

describe('a failure', () => {
  test("of the provider's making is classified by what it said", () => {
    const error = { status: 429, message: 'slow', type: null, code: null, param: null };
    expect(providerFailure(error, 2_000)).toEqual({
      failureClass: 'rate_limit',
      error,
      retryAfterMs: 2_000,
      origin: 'upstream',
      silent: false,
      staleSocket: false,
      ours: false,
    });
  });

  test.each([
    ['connect_timeout', 'timeout', 504],
    ['connect_refused', 'transient', 502],
    ['dns', 'transient', 502],
    ['tls', 'transient', 502],
    ['reset', 'transient', 502],
    ['protocol', 'transient', 502],
  ] as const)('of the way (%s) is %s, and names no host', (kind, failureClass, status) => {
    const fault = { kind, message: 'http://upstream.internal:8000: x', staleSocket: false };
    const failure = transportFailure(fault, false);
    expect(failure).toMatchObject({ failureClass, error: { status }, origin: 'local' });
    expect(JSON.stringify(failure)).not.toContain('internal');
  });

  test('of the way counts as said by the upstream once an answer had begun', () => {
    const fault = { kind: 'reset', message: '', staleSocket: true } as const;
    expect(transportFailure(fault, true)).toMatchObject({ origin: 'upstream', staleSocket: true });
  });

  test('of time says how long was waited', () => {
    expect(deadlineFailure(1_500, false)).toMatchObject({
      failureClass: 'timeout',
      silent: true,
      error: { status: 408, message: expect.stringContaining('1.5 seconds') },
    });
  });

  test('of protocol is worth another try', () => {
    const failure = protocolFailure('too large');
    expect(failure).toMatchObject({ failureClass: 'transient', error: { status: 502 } });
  });
});
