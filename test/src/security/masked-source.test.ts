import { expect, test } from '@jest/globals';
import { LineIndex } from '../../../src/security/line-index.ts';
import { maskedSource, maskSecret, withoutPasswords } from '../../../src/security/masked-source.ts';
import { makeKey } from '../../../src/security/secrets/make-key.ts';

test('a strong secret shows its form, its length and eight digits', () => {
  const key = makeKey('groq');
  expect(maskSecret(key, 'strong')).toMatch(/^gsk_…\(56 chars, #[\da-f]{8}\)$/);
  expect(maskSecret(key, 'strong')).not.toContain(key.slice(4, 8));
});

test('a weak one shows its length only', () => {
  expect(maskSecret('password', 'weak')).toBe('…(8 chars)');
});

test('what is no secret is shown, one line of it', () => {
  const text = 'a: on\nb: off\n';
  const match = { file: 'f', message: '', span: { start: 3, end: 12 } };
  expect(maskedSource(new LineIndex(text), match, text)).toBe('on');
  const secret = { ...match, span: { start: 3, end: 5 }, secret: 'weak' } as const;
  expect(maskedSource(new LineIndex(text), secret, text)).toBe('…(2 chars)');
});

test('what stands before the @ of an address is taken out, wherever a rule points', () => {
  expect(withoutPasswords('a http://user:pass@db.example.com/x b')).toBe(
    'a http://…@db.example.com/x b',
  );
  expect(withoutPasswords('mail@example.com, https://a.example.com/@scope')).toBe(
    'mail@example.com, https://a.example.com/@scope',
  );
});
