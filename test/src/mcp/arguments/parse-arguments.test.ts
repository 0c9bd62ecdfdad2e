import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ArgumentFault, parseArguments } from '../../../../src/mcp/arguments/parse-arguments.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    text: { type: 'string' },
    count: { type: 'integer' },
    ratio: { type: ['number', 'null'] },
    deep: { type: 'object', properties: { on: { type: 'boolean' } } },
    tags: { type: 'array', items: { type: 'string' } },
    sizes: { type: 'array', items: { $ref: '#/$defs/size' } },
    level: { enum: [1, 2, 'high'] },
    either: { anyOf: [{ type: 'boolean' }, { type: 'string' }] },
    'a.b': { type: 'string' },
    free: {},
  },
  $defs: { size: { type: 'number' } },
};
const files: Readonly<Record<string, string>> = { 'a.txt': 'from a file\n', 'a.json': '{"x":1}' };
const parse = (...words: readonly string[]) =>
  parseArguments(words, SCHEMA, (path) => files[path] ?? '');

describe('values become what the schema wants', () => {
  test.each([
    ['text=5', { text: '5' }],
    ['text=', { text: '' }],
    ['text=a=b', { text: 'a=b' }],
    ['count=5', { count: 5 }],
    ['count=five', { count: 'five' }],
    ['ratio=-1.5e3', { ratio: -1500 }],
    ['ratio=null', { ratio: null }],
    ['deep.on=true', { deep: { on: true } }],
    ['deep={"on":false}', { deep: { on: false } }],
    ['tags=one', { tags: ['one'] }],
    ['tags=["a","b"]', { tags: ['a', 'b'] }],
    ['sizes=4', { sizes: [4] }],
    ['level=2', { level: 2 }],
    ['level=high', { level: 'high' }],
    ['either=true', { either: true }],
    ['either=yes', { either: 'yes' }],
    ['a.b=c', { 'a.b': 'c' }],
    ['other.name=1', { 'other.name': '1' }],
    ['free=5', { free: '5' }],
    ['free:=5', { free: 5 }],
    ['free:=[1,{"a":null}]', { free: [1, { a: null }] }],
    ['text=@a.txt', { text: 'from a file\n' }],
    ['free:=@a.json', { free: { x: 1 } }],
    ['__proto__=x', Object.fromEntries([['__proto__', 'x']])],
  ])('%s', (word, values) => {
    expect(parse(word)).toEqual(values);
  });

  test('a key that comes again is a list', () => {
    expect(parse('tags=a', 'tags=b', 'free=1', 'free=2')).toEqual({
      tags: ['a', 'b'],
      free: ['1', '2'],
    });
  });
});

describe('words that are no arguments', () => {
  test.each(['text', '=x', '', ':=1', '--flag'])('%j', (word) => {
    expect(() => parse(word)).toThrow(ArgumentFault);
  });

  test('what was no JSON is not repeated', () => {
    expect(() => parse('free:=sk-canary-value')).toThrow(/no JSON/);
    expect(() => parse('free:=sk-canary-value')).not.toThrow(/canary/);
  });
});

test('any text arrives as it is where the schema wants text', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.startsWith('@')),
      (text) => {
        expect(parse(`text=${text}`)).toEqual({ text });
      },
    ),
  );
});
