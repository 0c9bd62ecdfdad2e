import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeBase64, decodesToNothing, encodeBase64 } from '../../../src/crypto/base64.ts';

const BYTES = Buffer.from('fbefbe00ff', 'hex');

describe('encoding', () => {
  test('keeps the padding in both alphabets', () => {
    expect(encodeBase64(BYTES, 'url')).toBe('---AP8='.padStart(8, '-'));
    expect(encodeBase64(Buffer.from([255]), 'url')).toBe('_w==');
    expect(encodeBase64(Buffer.from([255]), 'standard')).toBe('/w==');
    expect(encodeBase64(Buffer.alloc(0), 'url')).toBe('');
  });

  test('decodes to the same bytes, and is not lenient', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('url', 'standard'), (bytes, alphabet) => {
        const text = encodeBase64(Buffer.from(bytes), alphabet);
        const decoded = decodeBase64(text);
        expect(decoded?.bytes).toEqual(Buffer.from(bytes));
        expect(decoded?.lenient).toBe(false);
        expect(text.length % 4).toBe(0);
      }),
    );
  });
});

describe('decoding', () => {
  test.each([
    ['-_-_', 'url'],
    ['+/+/', 'standard'],
    ['AAAA', 'url'],
    ['+_AA', 'url'],
  ])('%s is of the alphabet %s', (text, alphabet) => {
    expect(decodeBase64(text)?.alphabet).toBe(alphabet);
  });

  test.each([
    ['missing padding', 'QUJDRA'],
    ['half of the padding', 'QUJDRA='],
    ['too much padding', 'QUJDRA===='],
    ['a line break', 'QUJD\nRA=='],
    ['white space around', ' QUJDRA== '],
  ])('%s is lenient', (_what, text) => {
    const padded = 'QUJD'.repeat(20) + text;
    expect(decodeBase64(padded)).toMatchObject({ lenient: true });
    expect(decodeBase64(padded)?.bytes.toString()).toBe(`${'ABC'.repeat(20)}ABCD`);
  });

  test('text wrapped into lines of 76 is decoded', () => {
    const bytes = Buffer.alloc(500, 9);
    const wrapped = bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
    expect(decodeBase64(wrapped)).toMatchObject({ bytes, lenient: true });
  });

  test('characters beyond Latin-1 are not taken for the letters they end in', () => {
    const text = `${'QUJD'.repeat(20)}\u{141}`;
    expect(decodeBase64(text)?.bytes.toString()).toBe('ABC'.repeat(20));
  });

  test('prose is not base64', () => {
    expect(
      decodeBase64('The quick brown fox jumps over the lazy dog, again and again.'),
    ).toBeNull();
  });
});

test.each([
  ['', true],
  ['*', true],
  ['{}', true],
  ['==', true],
  ['你好', true],
  ['a', false],
  ['-', false],
  ['* a', false],
])('%j decodes to nothing: %j', (text, nothing) => {
  expect(decodesToNothing(text)).toBe(nothing);
});
