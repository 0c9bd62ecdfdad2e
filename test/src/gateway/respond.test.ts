import { describe, expect, test } from '@jest/globals';
import { sendError, sendJson } from '../../../src/gateway/respond.ts';
import { CapturedExchange } from '../../support/captured-exchange.ts';

describe('a JSON answer', () => {
  test('has its type, its length in bytes and the id of the call', () => {
    const exchange = new CapturedExchange({ id: 'call-7' });
    sendJson(exchange, 201, '{"text":"é"}', ['x-own', 'yes']);
    expect(exchange.status).toBe(201);
    expect(exchange.sentHeader('content-type')).toBe('application/json');
    expect(exchange.sentHeader('content-length')).toBe('13');
    expect(exchange.sentHeader('x-litellm-call-id')).toBe('call-7');
    expect(exchange.sentHeader('x-own')).toBe('yes');
    expect(exchange.text).toBe('{"text":"é"}');
    expect(exchange.ended).toBe(true);
  });
});

describe('an error', () => {
  const error = { status: 429, type: 'rate_limit_error', code: 'busy', message: 'wait' };

  test('goes out with its status and envelope', () => {
    const exchange = new CapturedExchange();
    sendError(exchange, error, 'stable');
    expect(exchange.status).toBe(429);
    expect(exchange.json).toMatchObject({ error: { code: 'busy', message: 'wait' } });
    expect(exchange.sentHeader('retry-after')).toBeUndefined();
    expect(exchange.sentHeader('www-authenticate')).toBeUndefined();
  });

  test('says when to come back, in whole seconds', () => {
    const exchange = new CapturedExchange();
    sendError(exchange, { ...error, retryAfterS: 1.2 }, 'status');
    expect(exchange.sentHeader('retry-after')).toBe('2');
    expect(exchange.json).toMatchObject({ error: { code: '429' } });
  });

  test('about a key names the scheme, as HTTP wants it', () => {
    const exchange = new CapturedExchange();
    sendError(exchange, { ...error, status: 401 }, 'stable');
    expect(exchange.sentHeader('www-authenticate')).toBe('Bearer');
  });
});
