import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openSealed, parseSealed } from '../../../src/crypto/sealed-text.ts';
import { sealValue } from '../../../src/crypto/open-value.ts';
import { FORMATS, PLACE, saltKey, usual } from './known-values.ts';

const key = await saltKey('sk-1234');

test.each(FORMATS)('a %s text is taken apart once and opened from its parts', (format) => {
  const text = sealValue(Buffer.from('plain'), key, usual(format), PLACE);
  const sealed = parseSealed(text);
  expect(sealed).toMatchObject({ shape: usual(format), lenient: false });
  expect(sealed?.header).toEqual(format === 'llmgw1' ? { kid: key.kid, cipher: 'x' } : null);
  expect(sealed && openSealed(sealed, key, PLACE)?.toString()).toBe('plain');
});

describe('nothing is there to open', () => {
  test.each([
    ['nothing', ''],
    ['a word', 'gpt-4o'],
    ['one byte less than a nacl value', Buffer.alloc(39).toString('base64')],
    ['one byte less than a v2 value', `v2:gcm:${Buffer.alloc(27).toString('base64')}`],
    ['a prefix alone', 'v3:gcm:'],
    ['a marker alone', 'litellm_enc::'],
    ['an envelope without its header', `llmgw1:${Buffer.alloc(80).toString('base64')}`],
    ['a prefix twice', `v2:gcm:v2:gcm:`],
  ])('in %s', (_what, text) => {
    expect(parseSealed(text)).toBeNull();
  });
});

test('any text at all is either taken apart or not, without throwing', () => {
  const prefix = fc.constantFrom('', 'v2:gcm:', 'v3:gcm:', 'llmgw1:0a1b2c3d:x:', 'litellm_enc::');
  const body = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.base64String({ maxLength: 200 }),
  );
  fc.assert(
    fc.property(prefix, body, (start, rest) => {
      const sealed = parseSealed(start + rest);
      expect(sealed && openSealed(sealed, key, PLACE)).toBeNull();
    }),
  );
});
