import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { KeyGrant } from '../../../src/access/access.ts';
import { Secret } from '../../../src/core/secret.ts';
import {
  authenticate,
  createAuthenticator,
  KEY_HEADERS,
} from '../../../src/gateway/authenticate.ts';
import type { KeyLookup, Principal } from '../../../src/gateway/principal.ts';
import { CapturedExchange } from '../../support/captured-exchange.ts';

const KEY = 'sk-master-1234';
const nobody: KeyLookup = () => Promise.resolve(null);

interface Settings {
  readonly masterKey?: Secret | null;
  readonly keyHeader?: string | null;
  readonly findKey?: KeyLookup;
}

function ask(headers: Record<string, string>, settings: Settings = {}) {
  const { masterKey = new Secret(KEY), keyHeader = null, findKey = nobody } = settings;
  const exchange = new CapturedExchange({ headers });
  return authenticate(exchange, createAuthenticator(masterKey, keyHeader, findKey));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('a public route', () => {
  const publicRoutes = ['/open, /v1/models*'];

  function visit(path: string, headers: Record<string, string> = {}) {
    const exchange = new CapturedExchange({ path, headers });
    return authenticate(exchange, createAuthenticator(new Secret(KEY), null, nobody, publicRoutes));
  }

  test.each(['/open', '/open/below', '/open/', '/v1/models'])('%s needs no key', (path) => {
    expect(visit(path)).toEqual({ kind: 'anybody', keyHash: '' });
  });

  test.each(['/opened', '/open/../v1/chat/completions', '/v1/chat/completions', '/open/%2e%2e/x'])(
    '%s is none',
    (path) => {
      expect(visit(path)).toMatchObject({ status: 401, code: 'missing_api_key' });
    },
  );

  test('does not make a wrong key right, nor the master key less', () => {
    expect(visit('/open', { authorization: 'Bearer no' })).toMatchObject({
      code: 'invalid_api_key',
    });
    expect(visit('/open', { authorization: `Bearer ${KEY}` })).toEqual(admin);
  });
});

const admin: Principal = { kind: 'admin', keyHash: sha256(KEY) };

describe('the master key', () => {
  test.each([...KEY_HEADERS])('is taken from %s', (name) => {
    expect(ask({ [name]: KEY })).toEqual(admin);
  });

  test.each([
    `Bearer ${KEY}`,
    `bearer ${KEY}`,
    `Basic ${KEY}`,
    `Bearer   ${KEY} `,
    `Bearer\t${KEY}`,
    KEY,
  ])('is read from %p', (value) => {
    expect(ask({ authorization: value })).toEqual(admin);
  });

  test('answers in the same turn', () => {
    expect(ask({ authorization: `Bearer ${KEY}` })).not.toBeInstanceOf(Promise);
  });

  test('is found by its hash, so that a longer or shorter key is merely wrong', async () => {
    for (const wrong of [`${KEY}5`, KEY.slice(0, -1), KEY.toUpperCase()]) {
      expect(await ask({ authorization: wrong })).toMatchObject({ status: 401 });
    }
  });
});

describe('several headers', () => {
  test('the first of the list counts, whatever comes behind it', async () => {
    const headers = { 'x-litellm-api-key': 'sk-wrong', authorization: `Bearer ${KEY}` };
    expect(await ask(headers)).toMatchObject({ code: 'invalid_api_key' });
    expect(ask({ 'x-litellm-api-key': KEY, authorization: 'Bearer other' })).toEqual(admin);
    expect(ask({ 'api-key': KEY, 'x-api-key': 'other' })).toEqual(admin);
  });

  test('a configured header is the only one', () => {
    const settings = { keyHeader: 'x-own-key' };
    expect(ask({ 'x-own-key': `Bearer ${KEY}` }, settings)).toEqual(admin);
    expect(ask({ authorization: `Bearer ${KEY}` }, settings)).toMatchObject({
      code: 'missing_api_key',
    });
  });
});

describe('a caller without the master key', () => {
  test.each([[{}], [{ authorization: '' }], [{ authorization: '   ' }], [{ 'x-api-key': '' }]])(
    'and without a key at all is told how to send one: %p',
    (headers) => {
      const refusal = ask(headers);
      expect(refusal).toMatchObject({ status: 401, type: 'auth_error', code: 'missing_api_key' });
    },
  );

  test('is looked up by the hash of the key', async () => {
    const keyHash = sha256('sk-virtual');
    const grant: KeyGrant = { keyHash, role: null };
    const asked: string[] = [];
    const findKey: KeyLookup = (hash) => {
      asked.push(hash);
      return Promise.resolve(grant);
    };
    const found = await ask({ authorization: 'Bearer sk-virtual' }, { findKey });
    expect(found).toEqual({ kind: 'key', keyHash, grant });
    expect(asked).toEqual([keyHash]);
  });

  test('is found at once when the key is known already', () => {
    const grant: KeyGrant = { keyHash: 'x', role: null };
    const found = ask({ authorization: 'Bearer sk-virtual' }, { findKey: () => grant });
    expect(found).toMatchObject({ kind: 'key', grant });
  });

  test('is refused with what its look-up said', async () => {
    const refusal = { status: 400, type: 'expired_key', code: 'expired_key', message: 'old' };
    const findKey: KeyLookup = () => Promise.resolve(refusal);
    expect(await ask({ authorization: 'Bearer sk-virtual' }, { findKey })).toBe(refusal);
  });

  test('is called unchecked where it is let in as it is', () => {
    const found = ask({ authorization: 'Bearer sk-virtual' }, { findKey: () => 'unchecked' });
    expect(found).toEqual({ kind: 'unchecked', keyHash: sha256('sk-virtual') });
  });

  test('is not looked up by what is no whole key, such as a hash', () => {
    const findKey: KeyLookup = () => {
      throw new Error('looked up');
    };
    const refusal = ask({ authorization: `Bearer ${sha256('sk-virtual')}` }, { findKey });
    expect(refusal).toMatchObject({ status: 401, code: 'invalid_api_key' });
  });

  test('is refused without a word of the key it tried', async () => {
    const refusal = await ask({ authorization: 'Bearer sk-wrong-canary' });
    expect(refusal).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(JSON.stringify(refusal)).not.toContain('canary');
  });

  test('is let in where the gateway runs without keys', () => {
    expect(ask({}, { masterKey: null })).toEqual({ kind: 'admin', keyHash: '' });
  });
});
