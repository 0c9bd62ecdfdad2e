import { describe, expect, test } from '@jest/globals';
import { readTime, readTimeouts } from '../../../../src/config/build/timeouts.ts';
import { mapOf } from '../load-text.ts';

describe('timeouts', () => {
  test('the first key that holds a time counts, and 0 is none', () => {
    expect(readTime(mapOf('a: 0\nb: 3\n'), 'a', 'b')).toBe(3000);
    expect(readTime(mapOf('a: 0.0001\n'), 'a')).toBe(1);
    expect(readTime(null, 'a')).toBeNull();
  });

  test('only written limits are there', () => {
    expect(readTimeouts(mapOf('connect: 1\nfirst_token: 2s\nidle: 3\ntotal: 4m\n'))).toEqual({
      connectMs: 1000,
      firstTokenMs: 2000,
      firstTokenFailoverMs: null,
      idleMs: 3000,
      totalMs: 240_000,
    });
    expect(readTimeouts(mapOf('idle: 3\n'))).toEqual({ idleMs: 3000 });
    expect(readTimeouts(null)).toEqual({});
    expect(readTimeouts(mapOf('first_token: 9\nfirst_token_failover: 4\n'))).toEqual({
      firstTokenMs: 9000,
      firstTokenFailoverMs: 4000,
    });
  });
});
