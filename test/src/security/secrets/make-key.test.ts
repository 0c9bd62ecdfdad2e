import { describe, expect, test } from '@jest/globals';
import { fillSample, KEY_FORM_IDS, makeKey } from '../../../../src/security/secrets/make-key.ts';

describe('a made-up key', () => {
  test('is the same for the same seed, and another one for another', () => {
    expect(makeKey('groq', 'a')).toBe(makeKey('groq', 'a'));
    expect(makeKey('groq', 'a')).not.toBe(makeKey('groq', 'b'));
    expect(new Set(KEY_FORM_IDS.map((id) => makeKey(id))).size).toBe(KEY_FORM_IDS.length);
  });

  test('is of no form that does not exist', () => {
    expect(() => makeKey('nobody')).toThrow(RangeError);
  });
});

describe('a sample', () => {
  test('gets keys where it names a form, as it is, numbered or encoded', () => {
    const filled = fillSample({ 'a.env': 'A={{groq}}\nB={{groq:2}}\nC={{base64 groq}}' })['a.env'];
    const [a, b, c] = filled?.split('\n').map((line) => line.slice(2)) ?? [];
    expect([a, b, c]).toEqual([makeKey('groq'), makeKey('groq', '2'), btoa(makeKey('groq'))]);
  });

  test('keeps templates that name no form', () => {
    const sample = { 'a.yaml': '{{ .Values.key }} {{nobody}} ${{ secrets.X }}' };
    expect(fillSample(sample)).toEqual(sample);
  });
});
