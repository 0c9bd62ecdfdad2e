import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classifyValue } from '../../../src/crypto/classify.ts';
import { sealValue } from '../../../src/crypto/open-value.ts';
import { FORMATS, PLACE, saltKey, usual } from './known-values.ts';

const next = await saltKey('sk-next');
const olds = [await saltKey('sk-old-0'), await saltKey('sk-old-1')];
const [old0, old1] = [olds[0] ?? next, olds[1] ?? next];
const lost = await saltKey('sk-lost');
const keys = { next, old: olds };

const classify = (text: string) => classifyValue(text, keys, PLACE);
const seal = (text: string, key = old0, format: (typeof FORMATS)[number] = 'nacl') =>
  sealValue(Buffer.from(text), key, usual(format), PLACE);

describe.each(FORMATS)('%s', (format) => {
  test('of the new key is new', () => {
    const verdict = classify(seal('text', next, format));
    expect(verdict).toMatchObject({ kind: 'new', keyIndex: null, shape: usual(format), layers: 1 });
    expect(verdict.plain?.toString()).toBe('text');
    expect(verdict.unwrapped).toBe(verdict.plain);
  });

  test('of an old key is old, and which one is said', () => {
    expect(classify(seal('text', old1, format))).toMatchObject({ kind: 'old', keyIndex: 1 });
    expect(classify(seal('text', old0, format))).toMatchObject({ kind: 'old', keyIndex: 0 });
  });

  test('of a lost key is foreign where only its shape tells, corrupt where it is named', () => {
    const kind = format === 'nacl' ? 'foreign' : 'corrupt';
    expect(classify(seal('text', lost, format))).toMatchObject({ kind, plain: null, layers: 0 });
  });

  test('without its padding is lenient', () => {
    const text = seal('plaintext', old1, format).replace(/=+$/, '');
    expect(classify(text)).toMatchObject({ kind: 'lenient', keyIndex: 1 });
  });
});

describe('what no key opens', () => {
  test.each([
    ['', 'empty'],
    ['*', 'empty'],
    ['**', 'empty'],
    ['{}', 'empty'],
    ['gpt-4o', 'plain'],
    ['os.environ/AZURE_API_KEY', 'plain'],
    ['a'.repeat(64), 'plain'],
    ['0123456789abcdef'.repeat(4), 'plain'],
    ['sk-1234', 'plain-secret'],
    [`sk-proj-${'aB3dE5gH7'.repeat(8)}`, 'plain-secret'],
    ['AKIAIOSFODNN7EXAMPLE', 'plain-secret'],
    ['v2:gcm:', 'corrupt'],
    ['v2:gcm:not base64 at all', 'corrupt'],
    ['v3:gcm:AAAA', 'corrupt'],
    ['llmgw1:nonsense', 'corrupt'],
    [' v2:gcm:AAAA\n', 'corrupt'],
    ['litellm_enc::', 'corrupt'],
    ['litellm_enc::sk-1234', 'corrupt'],
    ['llmgw7:0a1b2c3d:x:AAAA', 'foreign'],
    [`v9:gcm:${'aB3dE5gH7jK9'.repeat(4)}`, 'foreign'],
  ])('%j is %s', (text, kind) => {
    expect(classify(text)).toEqual({
      kind,
      keyIndex: null,
      shape: null,
      plain: null,
      unwrapped: null,
      layers: 0,
    });
  });

  test('includes a value with a changed bit, and one that was moved', () => {
    const text = seal('text', old0, 'v3');
    const flipped = text.slice(0, 20) + (text[20] === 'A' ? 'B' : 'A') + text.slice(21);
    expect(classify(flipped).kind).toBe('corrupt');
    const bound = seal('text', old0, 'llmgw1');
    expect(classifyValue(bound, keys, { ...PLACE, pk: 'other' }).kind).toBe('corrupt');
  });
});

describe('ciphertext within ciphertext', () => {
  test('is double; both what it holds and what is at the bottom are given', () => {
    const inner = seal('text', old1);
    const verdict = classify(seal(inner, old0));
    expect(verdict).toMatchObject({ kind: 'double', keyIndex: 0, layers: 2 });
    expect(verdict.plain?.toString()).toBe(inner);
    expect(verdict.unwrapped?.toString()).toBe('text');
  });

  test('is double under the new key, too, and however it is written', () => {
    for (const format of FORMATS) {
      const verdict = classify(seal(seal('text', old1, format), next, 'v3'));
      expect(verdict).toMatchObject({ kind: 'double', keyIndex: null, layers: 2 });
    }
    const marked = `litellm_enc::${seal('text', old0)}`;
    expect(classify(`litellm_enc::${seal(marked)}`)).toMatchObject({ kind: 'double', layers: 2 });
  });

  test('of a lost key is an ordinary value: nothing proves that it is ciphertext', () => {
    expect(classify(seal(seal('text', lost)))).toMatchObject({ kind: 'old', layers: 1 });
  });
});

describe('keys', () => {
  test('a value of a new key that is also an old one is new', async () => {
    const same = { next: await saltKey('sk-same'), old: [old0, await saltKey('sk-same')] };
    for (const format of FORMATS) {
      const text = seal('text', await saltKey('sk-same'), format);
      expect(classifyValue(text, same, PLACE)).toMatchObject({ kind: 'new', keyIndex: null });
    }
  });

  test('an old key given twice counts as the first', async () => {
    const twice = { next: null, old: [old0, old1, await saltKey('sk-old-1')] };
    expect(classifyValue(seal('text', old1), twice, PLACE)).toMatchObject({ keyIndex: 1 });
  });

  test('without a new key nothing is new; without any key all ciphertext is foreign', () => {
    expect(classifyValue(seal('text', old0), { next: null, old: olds }, PLACE).kind).toBe('old');
    expect(classifyValue(seal('text', next), { next: null, old: olds }, PLACE).kind).toBe(
      'foreign',
    );
    expect(classifyValue(seal('text', old0), { next: null, old: [] }, PLACE).kind).toBe('foreign');
  });
});

test('any text gets a verdict, and only what a key opened has a plaintext', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
      expect(classify(text).plain).toBeNull();
    }),
  );
});

test('any value in any shape is old before it is sealed again and new after', () => {
  const shapes = fc.record({
    format: fc.constantFrom(...FORMATS),
    marker: fc.boolean(),
    alphabet: fc.constantFrom('url' as const, 'standard' as const),
  });
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), shapes, (value, shape) => {
      const before = classify(sealValue(Buffer.from(value), old1, shape, PLACE));
      expect(before).toMatchObject({ kind: 'old', keyIndex: 1 });
      const { plain, shape: seen } = before;
      if (plain === null || seen === null) throw new Error('not opened');
      const after = classify(sealValue(plain, next, seen, PLACE));
      const { format, marker } = shape;
      expect(after).toMatchObject({ kind: 'new', shape: { format, marker }, plain });
    }),
  );
});
