import { describe, expect, test } from '@jest/globals';
import { printable, printableVariable } from '../../../src/config/printable.ts';

describe('printable', () => {
  test('shows names and hides what looks like a key', () => {
    expect(printable('gpt-4o')).toBe('gpt-4o');
    expect(printable('sk-abc')).toBe('…');
    expect(printable('gsk_abc')).toBe('…');
    expect(printable('x'.repeat(500))).toHaveLength(121);
  });
});

describe('printableVariable', () => {
  test('shows the names of variables', () => {
    expect(printableVariable('OPENAI_API_KEY')).toBe('OPENAI_API_KEY');
    expect(printableVariable('AZURE_OPENAI_KEY_2')).toBe('AZURE_OPENAI_KEY_2');
  });

  test.each(['sk-abc', 'a b', '9f2c41b07a6de85c3310aa47', 'abcdef0123456789abcdef01', ''])(
    'hides %p',
    (name) => {
      expect(printableVariable(name)).toBe('…');
    },
  );
});
