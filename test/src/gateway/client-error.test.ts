import { expect, test } from '@jest/globals';
import { providerFailure } from '../../../src/gateway/attempt-failure.ts';
import { clientError } from '../../../src/gateway/client-error.ts';

const KEY = 'sk-proj-canary0123456789abcdef';

function shown(status: number, message: string, retryAfterMs: number | null = null) {
  const error = { status, message, type: null, code: null, param: 'messages' };
  return clientError(providerFailure(error, retryAfterMs));
}

test("what is wrong with the caller's request is passed on, parameter included", () => {
  expect(shown(400, 'messages[0] is odd')).toMatchObject({
    status: 400,
    message: 'messages[0] is odd',
    param: 'messages',
  });
});

test.each([400, 401, 403, 404, 422, 429, 500])('a %i never shows a key', (status) => {
  const error = shown(status, `Incorrect API key provided: ${KEY}. Bearer ${KEY}`);
  expect(JSON.stringify(error)).not.toContain('canary');
});

test('a key in the place of a parameter is not shown either', () => {
  const error = { status: 400, message: 'odd', type: null, code: null, param: KEY };
  expect(clientError(providerFailure(error)).param).toBe('[redacted]');
});

test("the gateway's own account is nobody's business", () => {
  expect(shown(401, 'Key of organisation Acme is disabled')).toMatchObject({
    status: 401,
    code: 'upstream_credential_refused',
    message: "The upstream provider refused the gateway's credential.",
  });
});

test('the wait is passed on in whole seconds', () => {
  expect(shown(429, 'slow down', 1_500)).toMatchObject({ retryAfterS: 2 });
  expect(shown(429, 'slow down')).not.toHaveProperty('retryAfterS');
});
