import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { classifyFailure, type FailureClass } from '../../../src/resilience/failure-class.ts';
import { judge, type CallEnding, type FailedCall } from '../../../src/resilience/outcome.ts';

const FAILED: FailedCall = {
  kind: 'failed',
  failureClass: 'transient',
  origin: 'upstream',
  silent: false,
  staleSocket: false,
  waitedMs: 5,
  limitMs: 60_000,
  slowMs: 30_000,
  stream: true,
  afterFirstToken: false,
  httpStatus: 500,
  retryAfterMs: null,
  reason: 'server_error',
  upstreamRequestId: 'req-1',
};

const verdictOn = (change: Partial<FailedCall>) => judge({ ...FAILED, ...change }).verdict;

const BY_CLASS: readonly (readonly [FailureClass, string])[] = [
  ['transient', 'failure'],
  ['overloaded', 'failure'],
  ['timeout', 'failure'],
  ['unknown', 'failure'],
  ['rate_limit', 'hold'],
  ['quota', 'quarantine'],
  ['credential', 'quarantine'],
  ['permission', 'quarantine'],
  ['model_gone', 'quarantine'],
  ['region', 'quarantine'],
  ['caller_fault', 'neutral'],
  ['context_window', 'neutral'],
  ['content_policy', 'neutral'],
  ['unsupported', 'neutral'],
];

describe('a call that failed', () => {
  describe.each(['local', 'upstream'] as const)('with %s origin', (origin) => {
    test.each(BY_CLASS)(
      'as %s is %s, before the first token and after',
      (failureClass, verdict) => {
        const httpStatus = origin === 'local' ? null : 500;
        expect(verdictOn({ failureClass, origin, httpStatus })).toBe(verdict);
        expect(verdictOn({ failureClass, origin, httpStatus, afterFirstToken: true })).toBe(
          verdict,
        );
      },
    );
  });

  test('takes along what the breaker tells about it, and nothing else', () => {
    const retryAfterMs = 2_000;
    expect(judge({ ...FAILED, failureClass: 'overloaded', httpStatus: 503, retryAfterMs })).toEqual(
      {
        verdict: 'failure',
        failureClass: 'overloaded',
        origin: 'upstream',
        reason: 'server_error',
        httpStatus: 503,
        retryAfterMs: 2_000,
        upstreamRequestId: 'req-1',
      },
    );
  });

  test.each([
    [399, 'failure'],
    [400, 'neutral'],
    [418, 'neutral'],
    [499, 'neutral'],
    [500, 'failure'],
    [200, 'failure'],
    [null, 'failure'],
  ])('in an unknown way with status %p is %s', (httpStatus, verdict) => {
    expect(verdictOn({ failureClass: 'unknown', httpStatus })).toBe(verdict);
  });

  test.each([
    [429, 'hold'],
    [503, 'failure'],
    [529, 'failure'],
    [null, 'failure'],
  ])('for want of capacity with status %p is %s', (httpStatus, verdict) => {
    expect(verdictOn({ failureClass: 'overloaded', httpStatus })).toBe(verdict);
  });

  test('a 4xx of a known class is judged by its class', () => {
    expect(verdictOn({ failureClass: 'timeout', httpStatus: 408 })).toBe('failure');
    expect(verdictOn({ failureClass: 'transient', httpStatus: 429 })).toBe('failure');
  });

  test.each(BY_CLASS)('on a stale socket is nobody’s fault, also as %s', (failureClass) => {
    expect(verdictOn({ failureClass, staleSocket: true, origin: 'local' })).toBe('neutral');
  });
});

describe('a call that a deadline of ours ended', () => {
  const SILENT = {
    failureClass: 'timeout',
    origin: 'local',
    silent: true,
    httpStatus: null,
  } as const;

  test.each([
    ['the whole limit', 60_000, 'failure'],
    ['more than the limit', 60_020, 'failure'],
    ['the limit but for the last bit', 59_999.999_999, 'failure'],
    ['less than the limit, but too long for a first token', 59_999, 'slow'],
    ['just the slow limit', 30_000, 'slow'],
    ['the slow limit but for the last bit', 29_999.999_999, 'slow'],
    ['less than either', 29_999, 'neutral'],
  ])('after %s (%d ms) is %s', (_, waitedMs, verdict) => {
    expect(verdictOn({ ...SILENT, waitedMs })).toBe(verdict);
    expect(verdictOn({ ...SILENT, waitedMs, origin: 'upstream', httpStatus: 200 })).toBe(verdict);
  });

  test('between two chunks is never slow: a failure in full, else nothing', () => {
    const stalled = { ...SILENT, afterFirstToken: true, httpStatus: 200, limitMs: 40_000 };
    expect(verdictOn({ ...stalled, waitedMs: 40_000 })).toBe('failure');
    expect(verdictOn({ ...stalled, waitedMs: 39_000 })).toBe('neutral');
  });

  test('is never slow for a whole answer', () => {
    expect(verdictOn({ ...SILENT, stream: false, waitedMs: 59_000 })).toBe('neutral');
    expect(verdictOn({ ...SILENT, stream: false, waitedMs: 60_000 })).toBe('failure');
  });

  test('that is longer than any call cannot be judged slow where slowness is off', () => {
    expect(verdictOn({ ...SILENT, slowMs: Infinity, waitedMs: 59_000 })).toBe('neutral');
  });

  test('a time-out the upstream reported is its own, however soon it came', () => {
    expect(verdictOn({ failureClass: 'timeout', httpStatus: 504, waitedMs: 1 })).toBe('failure');
  });
});

describe('a call whose client left', () => {
  const left = (waitedMs: number, stream: boolean): CallEnding => ({
    kind: 'client_left',
    waitedMs,
    stream,
    slowMs: 30_000,
  });

  test.each([
    [29_999, true, 'neutral'],
    [30_000, true, 'slow'],
    [29_999, false, 'neutral'],
    [90_000, false, 'neutral'],
  ])('after %d ms, streaming: %p, is %s', (waitedMs, stream, verdict) => {
    expect(judge(left(waitedMs, stream))).toEqual({ verdict });
  });
});

test('a call we cancelled says nothing', () => {
  expect(judge({ kind: 'cancelled' })).toEqual({ verdict: 'neutral' });
});

/** An error as one provider words it, and what it means. */
interface ProviderRow {
  readonly provider: string;
  readonly status: number;
  readonly code?: string;
  readonly type?: string;
  readonly message: string;
  readonly class: FailureClass;
}

const FILE = new URL('../../fixtures/resilience/provider-failures.json', import.meta.url);
const ROWS = JSON.parse(readFileSync(FILE, 'utf8')) as readonly ProviderRow[];

describe('what providers really say', () => {
  const judgeAnswer = (said: Omit<ProviderRow, 'class'>) => {
    const { status, message, code, type } = said;
    const failure = { status, message, code: code ?? null, type: type ?? null };
    return verdictOn({ failureClass: classifyFailure(failure), httpStatus: status });
  };

  const asClass = new Map(BY_CLASS);

  test.each(ROWS)('$provider, $status, «$message» is judged as $class', (row) => {
    const isHold = row.status === 429 && row.class === 'overloaded';
    expect(judgeAnswer(row)).toBe(isHold ? 'hold' : asClass.get(row.class));
  });

  test.each([
    ['hold', 429, '', 'Slow down'],
    ['hold', 429, '', 'Service capacity exceeded'],
    ['quarantine', 429, 'insufficient_quota', 'You exceeded your current quota'],
    ['quarantine', 400, 'invalid_request_error', 'Your credit balance is too low'],
    ['quarantine', 402, '', 'Payment required'],
    ['quarantine', 401, '', 'Unauthorized'],
    ['quarantine', 400, '', 'API key not valid. Please pass a valid API key.'],
    ['quarantine', 400, 'UnrecognizedClientException', 'The security token is invalid.'],
    ['quarantine', 404, 'DeploymentNotFound', 'No such deployment'],
    ['quarantine', 410, '', 'Gone'],
    ['quarantine', 400, '', 'User location is not supported for the API use.'],
    ['failure', 408, '', 'Request timeout'],
    ['failure', 500, '', 'Internal server error'],
    ['failure', 502, '', 'An HTML page where JSON was expected'],
    ['failure', 504, '', 'Gateway timeout'],
    ['failure', 505, '', 'HTTP version not supported'],
    ['failure', 529, 'overloaded_error', 'Overloaded'],
    ['neutral', 400, 'context_length_exceeded', 'Too long'],
    ['neutral', 400, 'content_policy_violation', 'Refused'],
    ['neutral', 409, '', 'Conflict'],
    ['neutral', 413, '', 'Too large'],
    ['neutral', 415, '', 'Unsupported media type'],
    ['neutral', 418, '', 'I am a teapot'],
    ['neutral', 422, '', 'Unprocessable'],
  ])('%s for a %d with «%s», «%s»', (verdict, status, name, message) => {
    const row = { provider: 'any', status, code: name, type: name, message };
    expect(judgeAnswer(row)).toBe(verdict);
  });
});
