import { describe, expect, test } from '@jest/globals';
import {
  ADMIN_ONLY,
  badRequest,
  bodyRefusal,
  methodNotAllowed,
  noDeployment,
  notFound,
  SHUTTING_DOWN,
} from '../../../src/gateway/refusals.ts';

describe('refusals', () => {
  test('a bad request names its parameter', () => {
    expect(badRequest('code', 'text', 'model')).toEqual({
      status: 400,
      type: 'invalid_request_error',
      code: 'code',
      message: 'text',
      param: 'model',
    });
  });

  test('an unknown route is named, with a hint where there is one', () => {
    expect(notFound('POST', '/v1/chat', '/v1/chat/completions')).toMatchObject({
      status: 404,
      message: expect.stringMatching(/POST \/v1\/chat .*Did you mean \/v1\/chat\/completions\?/),
    });
    expect(notFound('GET', '/x', null).message).not.toContain('Did you mean');
  });

  test('a long path is not sent back in full', () => {
    const path = `/${'x'.repeat(10_000)}`;
    expect(notFound('GET', path, null).message.length).toBeLessThan(400);
    expect(methodNotAllowed('GET', path, 'POST').message.length).toBeLessThan(400);
  });

  test('a wrong method names the right ones', () => {
    const refusal = methodNotAllowed('GET', '/v1/chat/completions', 'POST');
    expect(refusal).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(refusal.message).toContain('takes POST, not GET');
  });

  test('a body that did not come has its status, unless nobody is left to tell', () => {
    expect(bodyRefusal('too_large', 1024)).toMatchObject({
      status: 413,
      message: expect.stringContaining('1024 bytes'),
    });
    expect(bodyRefusal('timeout', 1024)).toMatchObject({ status: 408 });
    expect(bodyRefusal('aborted', 1024)).toBeNull();
  });

  test('no deployment means 429 with whole seconds to wait, at least one', () => {
    expect(noDeployment(1_200)).toMatchObject({ status: 429, retryAfterS: 2 });
    expect(noDeployment(0)).toMatchObject({ retryAfterS: 1 });
    const { message } = noDeployment(5_000);
    expect(message).toBe('No deployments available for selected model, Try again in 5 seconds.');
  });

  test('the fixed ones have their status', () => {
    expect([ADMIN_ONLY.status, SHUTTING_DOWN.status]).toEqual([403, 503]);
  });
});
