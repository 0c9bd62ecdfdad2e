import { describe, expect, test } from '@jest/globals';
import {
  describeCause,
  describeFailure,
  describeMs,
  describeRest,
  describeWindow,
  toPlainText,
} from '../../../src/gateway/breaker-words.ts';
import { breakerFailure, breakerSnapshot, windowSnapshot } from '../../support/breaker-literals.ts';

describe('toPlainText', () => {
  test('blackens what looks like a key', () => {
    expect(toPlainText('mended sk-live-0123456789abcdef')).toBe('mended [redacted]');
  });

  test('keeps one line, whatever the text would do to a terminal', () => {
    expect(toPlainText('a\r\n\u001b[31mb\u202ec\u2028d')).toBe('a [31mb c d');
  });

  test('ends after 200 characters', () => {
    const text = toPlainText('word '.repeat(100));
    expect(text).toHaveLength(200);
    expect(text.endsWith('…')).toBe(true);
  });
});

describe('describeFailure', () => {
  test('gives status, class and reason', () => {
    expect(describeFailure(breakerFailure())).toBe('503 overloaded (engine_overloaded)');
  });

  test('says nothing twice', () => {
    const failure = breakerFailure({
      httpStatus: null,
      failureClass: 'timeout',
      reason: 'timeout',
    });
    expect(describeFailure(failure)).toBe('timeout');
  });
});

test.each([
  [0, '0 ms'],
  [850.4, '850 ms'],
  [4_120, '4.1 s'],
  [9_960, '10 s'],
  [119_000, '119 s'],
  [900_000, '15 min'],
  [604_800_000, '168 h'],
])('%d ms are said as %s', (ms, said) => {
  expect(describeMs(ms)).toBe(said);
});

describe('describeWindow', () => {
  const window = windowSnapshot({
    ...{ successes: 4, failures: 8, slow: 3, overdue: 2 },
    ...{ streamsStarted: 10, streamsBroken: 6 },
  });

  test.each([
    ['failure_rate', '8 of 12 calls'],
    ['consecutive', '8 of 12 calls'],
    ['slow_rate', '5 of 14 calls'],
    ['stream_failures', '6 of 10 streams'],
    ['probe_failed', ''],
  ] as const)('counts what speaks for %s', (cause, said) => {
    expect(describeWindow(cause, window)).toBe(said);
  });
});

describe('describeRest', () => {
  test('has nothing to say of a breaker that takes every call', () => {
    expect(describeRest(breakerSnapshot())).toBeNull();
  });

  test('says why a breaker is open and when it is asked again', () => {
    const open = breakerSnapshot({
      ...{ state: 'OPEN', cause: 'consecutive', weight: 0, nextProbeInMs: 4_100 },
      lastFailure: breakerFailure(),
    });
    expect(describeRest(open)).toBe(
      'open for 12 s: calls failed in sequence, last 503 overloaded (engine_overloaded); next probe in 4.1 s',
    );
    expect(describeRest({ ...open, cause: null, lastFailure: null, nextProbeInMs: 0 })).toBe(
      'open for 12 s; the next call is the probe',
    );
  });

  test('says that a probe is under way', () => {
    const probing = breakerSnapshot({ state: 'HALF_OPEN', weight: 0, probing: true });
    expect(describeRest(probing)).toBe('half open for 12 s; a probe is under way');
  });

  test('names the time that the upstream named', () => {
    const lastFailure = breakerFailure({ httpStatus: 429, failureClass: 'rate_limit' });
    const held = breakerSnapshot({ hold: { remainingMs: 20_000 }, weight: 0, lastFailure });
    expect(describeRest(held)).toBe(
      'the upstream asked to be left alone for another 20 s, last 429 rate_limit (engine_overloaded)',
    );
  });

  test('gives the share of calls while traffic comes back', () => {
    expect(describeRest(breakerSnapshot({ weight: 0.345 }))).toBe(
      'traffic is coming back: 35 % of the calls',
    );
  });

  test('puts the word of an operator first', () => {
    const override = {
      mode: 'FORCED_OPEN',
      remainingMs: 540_000,
      actor: 'alice',
      reason: 'region is being moved',
    } as const;
    expect(describeRest(breakerSnapshot({ state: 'OPEN', override }))).toBe(
      'forced open by alice for another 9 min: region is being moved',
    );
  });
});

test('a cause is the middle of a sentence', () => {
  expect(describeCause('model_gone')).toBe('its model does not exist');
});
