import { expect, test } from '@jest/globals';
import { KEY_FORMS } from '../../../../src/security/secrets/key-forms.ts';
import {
  stateOf,
  VERIFIED_PROVIDERS,
  verificationOf,
} from '../../../../src/security/secrets/verification.ts';

const NOWHERE = new Map<string, URL>();

function ask(id: string, instead = NOWHERE) {
  const form = KEY_FORMS.find((one) => one.id === id);
  return form === undefined ? null : verificationOf({ form }, instead);
}

test('a key is shown to its provider only, over https', () => {
  expect(ask('groq')?.url.href).toBe('https://api.groq.com/openai/v1/models');
  expect(ask('groq')?.headers('k')).toEqual({ authorization: 'Bearer k' });
  expect(ask('anthropic')?.headers('k')).toMatchObject({ 'x-api-key': 'k' });
  expect(ask('github-pat')?.provider).toBe('github');
});

test('every provider of the table has a form', () => {
  const asked = new Set(
    KEY_FORMS.flatMap((form) => verificationOf({ form }, NOWHERE)?.provider ?? []),
  );
  expect([...asked].sort()).toEqual([...VERIFIED_PROVIDERS].sort());
});

test('another address takes the place of the official one', () => {
  const url = new URL('http://127.0.0.1:1/x');
  expect(ask('groq', new Map([['groq', url]]))?.url).toBe(url);
});

test.each(['database-url', 'private-key', 'jwt', 'slack-webhook', 'aws-access-key-id'])(
  'nobody is asked about a %s',
  (id) => {
    expect(ask(id)).toBeNull();
  },
);

test('only 401 says that a key is revoked', () => {
  expect([200, 401, 403, 429, 500].map(stateOf)).toEqual([
    'live',
    'revoked',
    'unknown',
    'unknown',
    'unknown',
  ]);
});
