import { expect, test } from '@jest/globals';
import {
  blocked,
  dollars,
  expired,
  modelDenied,
  rateLimited,
  routeDenied,
} from '../../../src/access/refusals.ts';

test('lists what is allowed, but not endlessly', () => {
  const many = Array.from({ length: 50 }, (_, i) => `model-${i}-${'x'.repeat(1_000)}`);
  const { message } = modelDenied('key', 'y'.repeat(100_000), many);
  expect(message).toContain('… and 30 more]');
  expect(message.length).toBeLessThan(3_000);
  expect(routeDenied('/'.repeat(100_000), many).message.length).toBeLessThan(3_000);
});

test('says who is blocked, and since when a key is no more valid', () => {
  expect(blocked('Key').message).toContain('Key is blocked');
  expect(expired(0)).toMatchObject({ status: 400, type: 'expired_key' });
  expect(expired(0).message).toContain('1970-01-01T00:00:00.000Z');
});

test('tells when it is worth trying again, never less than a second', () => {
  const limited = {
    label: 'team',
    value: 't1',
    limitType: 'tokens',
    limit: 10,
    used: 12,
    waitMs: 1,
    resetAtMs: 1_500,
  } as const;
  expect(rateLimited(limited)).toMatchObject({
    retryAfterS: 1,
    message:
      'Rate limit exceeded for team: t1. Limit type: tokens. Current limit: 10, Remaining: 0. Limit resets at: 1970-01-01 00:00:01 UTC',
    headers: ['rate_limit_type', 'tokens', 'reset_at', '1970-01-01 00:00:01 UTC'],
  });
});

test.each([
  [0.1 + 0.2, '0.3'],
  [0, '0'],
  [1e-8, '1e-8'],
  [12.5, '12.5'],
])('%d dollars are written as %s', (amount, text) => {
  expect(dollars(amount)).toBe(text);
});
