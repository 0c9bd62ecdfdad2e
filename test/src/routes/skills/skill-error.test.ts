import { expect, test } from '@jest/globals';
import { sendSkillError } from '../../../../src/routes/skills/skill-error.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';

test.each([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [408, 'invalid_request_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  [503, 'api_error'],
])('%i is %s', (status, type) => {
  const exchange = new CapturedExchange({});
  const headers = ['x-a', 'b'];
  sendSkillError(exchange, {
    status,
    type: 't',
    code: 'c',
    message: 'm',
    retryAfterS: 1.5,
    headers,
  });
  expect(exchange.status).toBe(status);
  expect(exchange.json).toEqual({
    ...{ type: 'error', error: { type, message: 'm', code: 'c' }, request_id: 'call-1' },
  });
  expect(exchange.sentHeader('retry-after')).toBe('2');
  expect(exchange.sentHeader('x-a')).toBe('b');
  expect(exchange.sentHeader('www-authenticate')).toBe(status === 401 ? 'Bearer' : undefined);
});
