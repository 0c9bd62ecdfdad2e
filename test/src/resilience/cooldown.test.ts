import { describe, expect, test } from '@jest/globals';
import { Cooldown, type FailureNote } from '../../../src/resilience/cooldown.ts';

const RULES = { allowedFails: 2, cooldownMs: 5_000, disabled: false };

function note(parts: Partial<FailureNote> = {}): FailureNote {
  return { failureClass: 'transient', retryAfterMs: null, hasAlternative: true, ...parts };
}

function fail(cooldown: Cooldown, parts: Partial<FailureNote> = {}, rules = RULES): boolean {
  return cooldown.onFailure(note(parts), 1_000, rules);
}

describe('failures in sequence', () => {
  test('are forgiven up to the allowed number', () => {
    const cooldown = new Cooldown();
    expect([fail(cooldown), fail(cooldown)]).toEqual([false, false]);
    expect(cooldown.isAvailable(1_000)).toBe(true);
    expect(fail(cooldown)).toBe(true);
    expect(cooldown.isAvailable(1_000)).toBe(false);
  });

  test('are forgotten after a success', () => {
    const cooldown = new Cooldown();
    fail(cooldown);
    fail(cooldown);
    cooldown.onSuccess();
    expect([fail(cooldown), fail(cooldown), fail(cooldown)]).toEqual([false, false, true]);
  });

  test('count anew after a cooldown', () => {
    const cooldown = new Cooldown();
    for (let i = 0; i < 3; i += 1) fail(cooldown);
    expect(cooldown.onFailure(note(), 7_000, RULES)).toBe(false);
  });
});

describe('the rest', () => {
  test('lasts as long as configured and says why', () => {
    const cooldown = new Cooldown();
    fail(cooldown, {}, { ...RULES, allowedFails: 0 });
    expect(cooldown.remainingMs(2_000)).toBe(4_000);
    expect(cooldown.reason(5_999)).toBe('transient');
    expect(cooldown.isAvailable(5_999)).toBe(false);
    expect(cooldown.isAvailable(6_000)).toBe(true);
    expect(cooldown.reason(6_000)).toBeNull();
    expect(cooldown.remainingMs(9_000)).toBe(0);
  });

  test.each([
    [30_000, 30_000],
    [86_400_000, 600_000],
  ])('follows a Retry-After of %i ms, but not for ever', (retryAfterMs, expected) => {
    const cooldown = new Cooldown();
    fail(cooldown, { failureClass: 'rate_limit', retryAfterMs });
    expect(cooldown.remainingMs(1_000)).toBe(expected);
  });

  test('does not begin where the upstream says that it may be called at once', () => {
    const cooldown = new Cooldown();
    expect(fail(cooldown, { failureClass: 'rate_limit', retryAfterMs: 0 })).toBe(false);
    expect(cooldown.isAvailable(1_000)).toBe(true);
  });

  test('is not shortened by a later failure', () => {
    const cooldown = new Cooldown();
    fail(cooldown, { failureClass: 'rate_limit', retryAfterMs: 60_000 });
    fail(cooldown, { failureClass: 'rate_limit', retryAfterMs: 1_000 });
    expect(cooldown.remainingMs(1_000)).toBe(60_000);
  });
});

describe('what a failure means', () => {
  test.each(['rate_limit', 'quota', 'credential', 'permission', 'model_gone', 'region'] as const)(
    '%s begins a cooldown at once where there is an alternative',
    (failureClass) => {
      expect(fail(new Cooldown(), { failureClass })).toBe(true);
      expect(fail(new Cooldown(), { failureClass, hasAlternative: false })).toBe(false);
    },
  );

  test.each(['caller_fault', 'context_window', 'content_policy', 'unsupported'] as const)(
    '%s is never held against a deployment',
    (failureClass) => {
      const strict = { ...RULES, allowedFails: 0 };
      expect(fail(new Cooldown(), { failureClass }, strict)).toBe(false);
    },
  );

  test('nothing counts where cooldowns are off', () => {
    const off = { ...RULES, allowedFails: 0, disabled: true };
    expect(fail(new Cooldown(), { failureClass: 'credential' }, off)).toBe(false);
  });
});
