import { beforeEach, describe, expect, test } from '@jest/globals';
import { createBreakerLog } from '../../../src/gateway/breaker-log.ts';
import type { BreakerListener } from '../../../src/resilience/breaker/events.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { breakerFailure, EVENT_BASE, transitionEvent } from '../../support/breaker-literals.ts';
import { captureLogger, type CapturedLogger, type LogLine } from '../../support/captured-logger.ts';

let log: CapturedLogger;
let listen: BreakerListener;

beforeEach(async () => {
  log = await captureLogger();
  listen = createBreakerLog(log.logger);
});

async function onlyLine(): Promise<LogLine> {
  const lines = await log.lines();
  expect(lines).toHaveLength(1);
  return lines[0] as LogLine;
}

describe('a trip', () => {
  test('warns with everything that led to it', async () => {
    listen(transitionEvent({ failure: breakerFailure({ upstreamRequestId: 'req_1' }) }));
    expect(await onlyLine()).toEqual({
      level: 'warn',
      time: expect.any(String),
      event: 'circuit_breaker_transition',
      breaker_id: 'primary:chat',
      deployment: 'primary',
      operation: 'chat',
      from: 'closed',
      to: 'open',
      cause: 'consecutive',
      failure_class: 'overloaded',
      failure_origin: 'upstream',
      failure_reason: 'engine_overloaded',
      http_status: 503,
      upstream_request_id: 'req_1',
      epoch: 1,
      attempt: 1,
      open_ms: 4_100,
      window: {
        calls: 12,
        failures: 8,
        slow: 0,
        inflight: 3,
        overdue: 0,
        failure_rate: 0.67,
        slow_rate: 0,
        streams_started: 0,
        streams_broken: 0,
      },
      scope: 'local',
      in_previous_state_ms: 60_000,
      detection_ms: 1_250,
      msg: 'primary (chat) opened: calls failed in sequence (8 of 12 calls), last 503 overloaded (engine_overloaded); next probe in 4.1 s',
    });
  });

  test('after a probe is not called an opening', async () => {
    listen(transitionEvent({ from: 'HALF_OPEN', cause: 'probe_failed', failure: null }));
    const { level, msg } = await onlyLine();
    expect([level, msg]).toEqual([
      'warn',
      'primary (chat) stays open: the probe failed; next probe in 4.1 s',
    ]);
  });

  test('that another process decided is for debugging', async () => {
    listen(transitionEvent({ scope: 'shared' }));
    expect(await onlyLine()).toMatchObject({ level: 'debug', scope: 'shared' });
  });
});

test('a closing informs, with the time it took', async () => {
  listen(
    transitionEvent({
      ...{ from: 'HALF_OPEN', to: 'CLOSED', cause: 'probe_ok', failure: null },
      ...{ openMs: 0, recoveryMs: 12_300, detectionMs: null },
    }),
  );
  const line = await onlyLine();
  expect(line).toMatchObject({ level: 'info', to: 'closed', recovery_ms: 12_300 });
  expect(line.msg).toBe('primary (chat) closed after 12 s: the probe succeeded');
  expect(line).not.toHaveProperty('detection_ms');
});

test('a probe that is due informs', async () => {
  const parts = { from: 'OPEN', to: 'HALF_OPEN', cause: 'probe_due', failure: null } as const;
  listen(transitionEvent({ ...parts, inPreviousStateMs: 4_100 }));
  expect(await onlyLine()).toMatchObject({
    level: 'info',
    msg: 'primary (chat) is asked again after 4.1 s: one call is the probe',
  });
});

test('a hold names its length and the failure', async () => {
  const failure = breakerFailure({
    ...{ verdict: 'hold', httpStatus: 429, failureClass: 'rate_limit', reason: 'rate_limit' },
    retryAfterMs: 20_000,
  });
  listen({ ...EVENT_BASE, kind: 'hold', holdMs: 20_000, failure });
  expect(await onlyLine()).toMatchObject({
    level: 'info',
    event: 'circuit_breaker_hold',
    hold_ms: 20_000,
    retry_after_ms: 20_000,
    msg: 'primary (chat) is left alone for 20 s: 429 rate_limit',
  });
});

describe('an override', () => {
  const override = {
    ...EVENT_BASE,
    kind: 'override',
    mode: 'FORCED_OPEN',
    ttlMs: 600_000,
    actor: 'alice',
    reason: 'maintenance',
  } as const;

  test('warns, with who and what for', async () => {
    listen(override);
    expect(await onlyLine()).toMatchObject({
      level: 'warn',
      event: 'circuit_breaker_override',
      ...{ mode: 'forced_open', ttl_ms: 600_000, actor: 'alice', reason: 'maintenance' },
      msg: 'primary (chat) is forced open for 10 min by alice: maintenance',
    });
  });

  test('that is over informs', async () => {
    listen({ ...override, mode: null, ttlMs: 0 });
    expect(await onlyLine()).toMatchObject({
      ...{ level: 'info', mode: 'none' },
      msg: 'the override of primary (chat) by alice is over: maintenance',
    });
  });
});

test.each([
  [{ kind: 'probe_fenced', result: 'ok', durationMs: 70 }, 'info', 'came too late to count'],
  [{ kind: 'lease_lost', result: null, durationMs: 70 }, 'warn', 'lease was not renewed'],
  [{ kind: 'store_degraded', reason: 'refused' }, 'warn', 'shared state is away (refused)'],
  [{ kind: 'store_recovered', reason: '' }, 'info', 'shares its state again'],
  [{ kind: 'would_trip', cause: 'slow_rate' }, 'warn', 'would have opened, were it enforced'],
  [{ kind: 'ramp_done' }, 'debug', 'takes all its calls again'],
] as const)('%j is one line', async (event, level, words) => {
  listen({ ...EVENT_BASE, ...event });
  const line = await onlyLine();
  expect(line).toMatchObject({ level, event: `circuit_breaker_${event.kind}` });
  expect(line.msg).toContain(words);
});

test('probes themselves are left to the transitions', async () => {
  const probe = { ...EVENT_BASE, result: null, durationMs: 0 };
  listen({ ...probe, kind: 'probe_started' });
  listen({ ...probe, kind: 'probe_settled', result: 'ok' });
  expect(await log.lines()).toEqual([]);
});

test('no line holds a credential, a hash of one, or a line break', async () => {
  const nasty = 'sk-live-0123456789abcdef\n\u001b[2J';
  const failure = breakerFailure({ reason: nasty, upstreamRequestId: nasty });
  const override = { mode: 'DISABLED', ttlMs: 1_000, actor: nasty, reason: nasty } as const;
  listen(transitionEvent({ failure }));
  listen({ ...EVENT_BASE, kind: 'hold', holdMs: 1_000, failure });
  listen({ ...EVENT_BASE, ...override, kind: 'override' });
  listen({ ...EVENT_BASE, kind: 'store_degraded', reason: nasty });
  const lines = await log.lines();
  expect(lines).toHaveLength(4);
  expect(log.text()).not.toContain('sk-live');
  expect(log.text()).not.toContain(EVENT_BASE.credential);
  expect(log.text()).not.toMatch(/\\n|\\u001b/);
});

test('on a terminal there is the sentence alone, with the name people know', async () => {
  let text = '';
  const stream = { write: (chunk: string) => void (text += chunk) };
  const logger = await createLogger({ level: 'info', pretty: true, stream });
  const nameOf = (id: string): string => `gpt-4o ${id}`;
  createBreakerLog(logger, { forPeople: true, nameOf })(transitionEvent());
  expect(text).toMatch(
    /^\[\d\d:\d\d:\d\d\.\d+\] WARN: gpt-4o primary \(chat\) opened: .* 4\.1 s\n$/,
  );
});
