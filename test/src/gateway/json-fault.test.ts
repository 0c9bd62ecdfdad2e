import { describe, expect, test } from '@jest/globals';
import { describeJsonFault } from '../../../src/gateway/json-fault.ts';

describe('a text that is no JSON', () => {
  test.each([
    ['{"a": x}', 6],
    ['{a}', 1],
    ['{"a":1,}', 7],
    ['[1 2]', 3],
    ['{"a":1}}', 7],
    ['{"a": "x\ny"}', 8],
    ['{"a":"\\q"}', 7],
    ['{"a": tru}', 9],
    ['oops', 0],
    [`{"prompt":"${'secret '.repeat(50)}", "b": oops}`, 369],
  ])('is refused with the place: %p', (text, byte) => {
    expect(describeJsonFault(text)).toBe(`syntax error at byte ${byte}`);
  });

  test.each(['{"a":1', '{', '[1,', '{"a":"unfinished', '{"a":', 'nul', '{"a": -'])(
    'is refused as cut off: %p',
    (text) => {
      expect(describeJsonFault(text)).toBe('it ends too early');
    },
  );

  test('is located in bytes, not in characters', () => {
    expect(describeJsonFault('{"é€😀": x}')).toBe('syntax error at byte 14');
    expect(describeJsonFault('{"é" x}')).toBe('syntax error at byte 6');
  });

  test('is not searched through when it is large', () => {
    expect(describeJsonFault(`{"a": "${'x'.repeat(100_000)}", "b": oops}`)).toBe('syntax error');
  });
});
