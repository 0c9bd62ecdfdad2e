import { describe, expect, test } from '@jest/globals';
import { mapLeaves, type LeafShape } from '../../../src/rotation/leaves.ts';

const EVERY: LeafShape = { kind: 'json', leaves: 'every' };
const MARKED: LeafShape = { kind: 'json', leaves: 'marked' };
const NESTED: LeafShape = { kind: 'json', leaves: 'nested' };

/** All leaves as `pointer=value`. */
function leavesOf(text: string, shape: LeafShape): string[] {
  const seen: string[] = [];
  expect(
    mapLeaves(text, shape, (value, pointer) => {
      seen.push(`${pointer}=${value}`);
      return null;
    }),
  ).toBeNull();
  return seen;
}

const upper = (value: string): string | null => (value === 'secret' ? 'SECRET' : null);

describe('the leaves of a column', () => {
  test('are all strings of a document, at any depth', () => {
    expect(leavesOf('{"a": "x", "b": [1, {"c": "y"}], "d": null}', EVERY)).toEqual([
      '/a=x',
      '/b/1/c=y',
    ]);
  });

  test('are a text column itself', () => {
    expect(leavesOf('{"a": "x"}', { kind: 'text', leaves: 'every' })).toEqual(['={"a": "x"}']);
  });

  test('are those behind the marker, where others are the operator’s own', () => {
    expect(leavesOf('{"a": "litellm_enc::x", "b": "y"}', MARKED)).toEqual(['/a=litellm_enc::x']);
  });

  test('are those of a document that was stored as a string', () => {
    const text = JSON.stringify(JSON.stringify({ a: 'x' }));
    expect(leavesOf(text, EVERY)).toEqual(['/a=x']);
    expect(leavesOf(JSON.stringify(text), EVERY)).toEqual(['/a=x']);
    expect(leavesOf('"ciphertext of a map"', EVERY)).toEqual(['=ciphertext of a map']);
  });

  test('within JSON in a string are found in the history only', () => {
    const text = JSON.stringify({ row: JSON.stringify({ deep: JSON.stringify(['x']) }) });
    expect(leavesOf(text, NESTED)).toEqual(['/row/deep/0=x']);
    expect(leavesOf(text, EVERY)).toHaveLength(1);
    expect(leavesOf('{"a": "{no json}"}', NESTED)).toEqual(['/a={no json}']);
  });
});

describe('what is replaced', () => {
  test.each([
    ['numbers', '{"a":1.10,"b":12345678901234567890,"c":"secret","d":1e-7,"e":-0.0}'],
    ['other alphabets', '{"ключ-🔑":"naïve ✓ \\u00e9","b":"secret"}'],
    ['escapes and spaces', ' { "a\\"b" : "x\\n\\/" , "c" : [ "secret" ,true ] } '],
    ['keys of the same name', '{"a":"secret","a":"other","secret":1}'],
  ])('leaves %s as they were', (_what, text) => {
    expect(mapLeaves(text, EVERY, upper)).toBe(text.replace('"secret"', '"SECRET"'));
  });

  test('may stand within JSON in a string', () => {
    const inner = '{"n":1.10,"a":"secret"}';
    const text = `{"row":${JSON.stringify(inner)},"m":1.10}`;
    const expected = `{"row":${JSON.stringify(inner.replace('secret', 'SECRET'))},"m":1.10}`;
    expect(mapLeaves(text, NESTED, upper)).toBe(expected);
  });

  test('may stand a hundred levels deep, or beside 5 MB', () => {
    const deep = `${'{"a":['.repeat(50)}"secret"${']}'.repeat(50)}`;
    expect(mapLeaves(deep, EVERY, upper)).toBe(deep.replace('secret', 'SECRET'));
    const large = `{"a":"${'x'.repeat(5_000_000)}","b":"secret"}`;
    expect(mapLeaves(large, EVERY, upper)).toBe(large.replace('secret', 'SECRET'));
  });
});

test('what is not JSON is refused, and not repeated', () => {
  expect(() => mapLeaves('{"a": "canary', EVERY, upper)).toThrow(/not JSON/);
  expect(() => mapLeaves('{"a": "canary', EVERY, upper)).not.toThrow(/canary/);
});
