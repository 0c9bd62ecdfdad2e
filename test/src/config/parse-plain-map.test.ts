import { expect, test } from '@jest/globals';
import { parsePlainMap } from '../../../src/config/parse-plain-map.ts';

const valuesOf = (text: string) => {
  const parsed = parsePlainMap(text);
  if (!('values' in parsed)) throw new Error(parsed.problem);
  return Object.fromEntries(parsed.values);
};

test('scalars stay the text they are written as', () => {
  expect(valuesOf('a: yes\nb: 012\nc: "x: y"\nd: [1, 2]\n')).toEqual({
    ...{ a: 'yes', b: '012', c: 'x: y', d: ['1', '2'] },
  });
});

test('maps stay maps: no key can reach a prototype', () => {
  expect(valuesOf('metadata:\n  __proto__: x\n')['metadata']).toEqual(
    new Map([['__proto__', 'x']]),
  );
});

test.each([
  ['a: &x [1]\nb: *x\n', 'aliases', 1],
  ['- a\n', 'a map', 1],
  ['just text', 'a map', 1],
  ['', 'a map', 1],
  ['a: 1\nb: "x\n', 'not valid', 3],
  ['a: 1\na: 2\n', 'not valid', 2],
])('refuses %j', (text, problem, line) => {
  expect(parsePlainMap(text)).toEqual({ problem: expect.stringContaining(problem), line });
});
