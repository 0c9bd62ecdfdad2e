import { expect, test } from '@jest/globals';
import { makeKey } from '../../../../src/security/secrets/make-key.ts';
import { isTokenOfSomebody, readToken } from '../../../../src/security/secrets/read-token.ts';

function token(payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'ES256' })}.${part(payload)}.x`;
}

test('a token is read without its key', () => {
  expect(readToken(token({ exp: 7, sub: 'a' }))).toEqual({
    alg: 'ES256',
    exp: 7,
    payload: { exp: 7, sub: 'a' },
  });
  expect(readToken(token({}))?.exp).toBeNull();
});

test.each(['', 'a.b.c', 'eyJhIjoxfQ', `${btoa('[]')}.${btoa('{}')}.`])('%s is none', (text) => {
  expect(readToken(text)).toBeNull();
});

test('samples and public tokens let nobody in', () => {
  expect(isTokenOfSomebody(makeKey('jwt'))).toBe(true);
  expect(isTokenOfSomebody(token({ sub: '1234567890' }))).toBe(false);
  expect(isTokenOfSomebody(token({ role: 'anon' }))).toBe(false);
});
