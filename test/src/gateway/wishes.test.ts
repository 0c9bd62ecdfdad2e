import { expect, test } from '@jest/globals';
import { readWishes } from '../../../src/gateway/wishes.ts';
import { CapturedExchange } from '../../support/captured-exchange.ts';

function wishes(body: Record<string, unknown>, headers: Record<string, string> = {}) {
  return readWishes(new CapturedExchange({ headers }), body);
}

const NONE = { numRetries: null, timeoutMs: null, streamTimeoutMs: null };

test('a request may wish for nothing', () => {
  expect(wishes({})).toEqual(NONE);
});

test('the body is read, in seconds', () => {
  expect(wishes({ num_retries: 3, timeout: 1.5, stream_timeout: 2 })).toEqual({
    numRetries: 3,
    timeoutMs: 1_500,
    streamTimeoutMs: 2_000,
  });
  expect(wishes({ request_timeout: 4 })).toMatchObject({ timeoutMs: 4_000 });
});

test('the headers are read, and the body wins over them', () => {
  const headers = {
    'x-litellm-num-retries': '1',
    'x-litellm-timeout': '10',
    'x-litellm-stream-timeout': '0.5',
  };
  expect(wishes({}, headers)).toEqual({ numRetries: 1, timeoutMs: 10_000, streamTimeoutMs: 500 });
  expect(wishes({ num_retries: 0, timeout: 2 }, headers)).toMatchObject({
    numRetries: 0,
    timeoutMs: 2_000,
  });
});

test.each(['many', '', '-1', 'NaN', 'Infinity', '1e999'])('%p is no wish', (text) => {
  const headers = { 'x-litellm-num-retries': text, 'x-litellm-timeout': text };
  expect(wishes({}, headers)).toEqual(NONE);
});

test('no time at all means no wish, not an instant end', () => {
  expect(wishes({ timeout: 0, stream_timeout: 0 })).toEqual(NONE);
});

test('nobody gets more than fifty retries', () => {
  expect(wishes({ num_retries: 1_000_000 })).toMatchObject({ numRetries: 50 });
});
