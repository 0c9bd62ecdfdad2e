import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSealer, openValue, sealValue } from '../../../src/crypto/open-value.ts';
import { FORMATS, KNOWN_VALUES, PLACE, saltKey, usual } from './known-values.ts';

const key = await saltKey('sk-1234');
const other = await saltKey('sk-12345');
const STRICT_BASE64 = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?$/;

describe.each(KNOWN_VALUES)('$name, as Python sealed it', (known) => {
  const { format, alphabet } = known;

  test('is opened', async () => {
    const opened = openValue(known.text, await saltKey(known.key), PLACE);
    expect(opened?.plain.toString()).toBe(known.plain);
    expect(opened?.lenient).toBe(false);
    expect(opened?.shape).toEqual({ format, marker: false, alphabet });
  });

  test('is sealed to the same text with the same nonce', async () => {
    const seal = createSealer((bytes) => known.nonce.subarray(0, bytes));
    const shape = { format, marker: false, alphabet };
    const text = seal(Buffer.from(known.plain), await saltKey(known.key), shape, PLACE);
    expect(text).toBe(known.text);
  });

  test('is opened behind a marker, and the marker is known again', async () => {
    const opened = openValue(`litellm_enc::${known.text}`, await saltKey(known.key), PLACE);
    expect(opened?.plain.toString()).toBe(known.plain);
    expect(opened?.shape.marker).toBe(true);
  });

  test('is not opened by another key', () => {
    expect(openValue(known.text, other, PLACE)).toBeNull();
  });
});

describe.each(FORMATS)('%s', (format) => {
  test('any bytes come back, in every shape, from canonical padded base64', () => {
    const shapes = fc.record({
      format: fc.constant(format),
      marker: fc.boolean(),
      alphabet: fc.constantFrom('url' as const, 'standard' as const),
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), shapes, (bytes, shape) => {
        const text = sealValue(Buffer.from(bytes), key, shape, PLACE);
        const opened = openValue(text, key, PLACE);
        expect(opened?.plain).toEqual(Buffer.from(bytes));
        expect(opened?.lenient).toBe(false);
        expect(opened?.shape).toMatchObject({ format, marker: shape.marker });
        const body = text.slice(text.lastIndexOf(':') + 1);
        expect(body.replaceAll('+', '-').replaceAll('/', '_')).toMatch(STRICT_BASE64);
      }),
    );
  });

  test('no truncation opens', () => {
    const text = sealValue(Buffer.from('plaintext'), key, usual(format), PLACE);
    const whole = text.replace(/=+$/, '').length;
    for (let length = 0; length < whole; length++) {
      expect(openValue(text.slice(0, length), key, PLACE)).toBeNull();
    }
  });

  test('a text without its padding opens and is reported', () => {
    const text = sealValue(Buffer.from('plaintext'), key, usual(format), PLACE).replace(/=+$/, '');
    expect(text.length % 4 === 0).toBe(false);
    expect(openValue(text, key, PLACE)).toMatchObject({ lenient: true });
  });

  test('a text with white space around it opens and is reported', () => {
    const text = sealValue(Buffer.from('plaintext'), key, usual(format), PLACE);
    for (const padded of [`${text}\n`, ` ${text}`, `\n${text}\r\n`]) {
      expect(openValue(padded, key, PLACE)).toMatchObject({ lenient: true, shape: usual(format) });
    }
  });

  test('sealing the same twice gives different texts', () => {
    const seal = () => sealValue(Buffer.from('same'), key, usual(format), PLACE);
    expect(seal()).not.toBe(seal());
  });
});

test('only llmgw1 minds where a value stands', () => {
  const moved = { ...PLACE, pk: 'model-2' };
  const opens = FORMATS.map((format) => {
    const text = sealValue(Buffer.from('plain'), key, usual(format), PLACE);
    return openValue(text, key, moved) !== null;
  });
  expect(opens).toEqual([true, true, true, false]);
});

test('the plaintext is the caller’s own: zeroing it harms nothing', () => {
  const text = sealValue(Buffer.from('plain'), key, usual('nacl'), PLACE);
  openValue(text, key, PLACE)?.plain.fill(0);
  expect(openValue(text, key, PLACE)?.plain.toString()).toBe('plain');
});

test('no nonce occurs twice in a hundred thousand values', () => {
  const seen = new Set<string>();
  const plain = Buffer.from('p');
  for (let i = 0; i < 50_000; i++) {
    seen.add(sealValue(plain, key, usual('nacl'), PLACE).slice(0, 32));
    seen.add(sealValue(plain, key, usual('v3'), PLACE).slice(7, 23));
  }
  expect(seen.size).toBe(100_000);
});
