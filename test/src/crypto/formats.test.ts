import { expect, test } from '@jest/globals';
import { prefixedFormat, withoutMarker } from '../../../src/crypto/formats.ts';

test.each([
  ['v2:gcm:AAAA', 'v2'],
  ['v3:gcm:AAAA', 'v3'],
  ['llmgw1:0a1b2c3d:x:AAAA', 'llmgw1'],
  ['v4:gcm:AAAA', null],
  ['V2:gcm:AAAA', null],
  [' v2:gcm:AAAA', null],
  ['AAAA', null],
  ['', null],
])('the prefix of %j names the format %j', (text, format) => {
  expect(prefixedFormat(text)).toBe(format);
});

test('one marker is taken off, from the start only', () => {
  expect(withoutMarker('litellm_enc::AAAA')).toBe('AAAA');
  expect(withoutMarker('litellm_enc::litellm_enc::A')).toBe('litellm_enc::A');
  expect(withoutMarker('A litellm_enc::')).toBe('A litellm_enc::');
});
