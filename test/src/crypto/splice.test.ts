import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonStrings, spliceStrings } from '../../../src/crypto/splice.ts';

const pointers = (text: string) => jsonStrings(text).map(({ pointer, value }) => [pointer, value]);

describe('strings of a document', () => {
  test('are all values and no keys, each with its pointer', () => {
    const text = '{"a":"1","b":{"c":["2",3,["4"]],"d":null},"e":true,"f":-1.5e3}';
    expect(pointers(text)).toEqual([
      ['/a', '1'],
      ['/b/c/0', '2'],
      ['/b/c/2/0', '4'],
    ]);
  });

  test('have their quotes within their bounds', () => {
    const text = ' { "a" : "1" } ';
    expect(jsonStrings(text)).toEqual([{ start: 9, end: 12, pointer: '/a', value: '1' }]);
    expect(text.slice(9, 12)).toBe('"1"');
  });

  test.each([
    ['"alone"', [['', 'alone']]],
    ['{"a":{},"b":[],"c":"x"}', [['/c', 'x']]],
    ['{"":"empty key"}', [['/', 'empty key']]],
    ['{"a/b":{"m~n":"escaped"}}', [['/a~1b/m~0n', 'escaped']]],
    ['{"\\u0061\\/\\"":"x"}', [['/a~1"', 'x']]],
    [
      '["a\\"b","c\\\\","\\\\\\"d"]',
      [
        ['/0', 'a"b'],
        ['/1', 'c\\'],
        ['/2', '\\"d'],
      ],
    ],
    [
      '["{","]","\\"}",":"]',
      [
        ['/0', '{'],
        ['/1', ']'],
        ['/2', '"}'],
        ['/3', ':'],
      ],
    ],
    [
      '["\\ud83d\\ude00","😀","\\ud800"]',
      [
        ['/0', '😀'],
        ['/1', '😀'],
        ['/2', '\ud800'],
      ],
    ],
    ['[]', []],
    ['12', []],
  ])('in %s', (text, expected) => {
    expect(pointers(text)).toEqual(expected);
  });

  test('of duplicate keys are all found', () => {
    expect(pointers('{"a":"1","a":{"b":"2"},"a":"3"}')).toEqual([
      ['/a', '1'],
      ['/a/b', '2'],
      ['/a', '3'],
    ]);
  });

  test('are found a hundred and a hundred thousand levels down', () => {
    for (const depth of [100, 100_000]) {
      const text = `${'[{"k":'.repeat(depth)}"deep"${'}]'.repeat(depth)}`;
      const [token] = jsonStrings(text);
      expect(token?.value).toBe('deep');
      expect(token?.pointer.length).toBe(depth * '/0/k'.length);
      expect(spliceStrings(text, [{ ...at(token), value: 'new' }])).toBe(
        text.replace('deep', 'new'),
      );
    }
  });

  test('may be megabytes long', () => {
    const long = 'x\\n'.repeat(3_000_000);
    const [token] = jsonStrings(`["${long}"]`);
    expect(token?.value).toHaveLength(6_000_000);
  });
});

describe('what is not JSON', () => {
  test.each([
    '',
    ' ',
    '{"a":canary}',
    '{"a":"canary"',
    '{"a" "canary"}',
    '{a:"canary"}',
    '["canary",]',
    '{"a":"canary",}',
    '["canary"]]',
    '["canary"}',
    '"canary',
    '"canary\\',
    '"canary\\"',
    '"canary\\x"',
    '"canary" 1',
    '[01]',
    '[1,,"canary"]',
    '\u{FEFF}"canary"',
  ])('%j is refused, without a word of it', (text) => {
    expect(() => jsonStrings(text)).toThrow(/^This is not JSON, from character \d+ on\.$/);
  });
});

describe('splicing', () => {
  test('keeps numbers, white space, escapes and key order as they are', () => {
    const text =
      '{ "n":1.10,\n\t"big": 12345678901234567890, "é\\u00e9":"\\u0041", "k" :"old","k":1e2}';
    const token = jsonStrings(text).find(({ value }) => value === 'old');
    expect(spliceStrings(text, [{ ...at(token), value: 'new "x" \n é' }])).toBe(
      text.replace('"old"', String.raw`"new \"x\" \n é"`),
    );
  });

  test('takes edits in any order', () => {
    const text = '["a","b","c"]';
    const edits = jsonStrings(text).map(({ start, end, value }) => ({
      start,
      end,
      value: value + 1,
    }));
    expect(spliceStrings(text, edits.toReversed())).toBe('["a1","b1","c1"]');
  });

  test('refuses edits that overlap or lie outside, without the values', () => {
    const edit = (start: number, end: number) => ({ start, end, value: 'canary' });
    const refusal = 'Edits of a JSON text overlap or lie outside of it.';
    for (const edits of [[edit(1, 4), edit(3, 6)], [edit(1, 99)], [edit(4, 4)], [edit(-1, 2)]]) {
      expect(() => spliceStrings('["a","b"]', edits)).toThrow(refusal);
    }
  });
});

/** JSON text as other programs write it: odd white space, escapes, duplicate keys, long numbers. */
const space = fc.constantFrom('', ' ', '\n', '\t ', '\r\n');
const stringText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }).map((text) => JSON.stringify(text).slice(1, -1)),
      fc.constantFrom('\\u0041', '\\ud83d\\ude00', '\\ud800', '\\/', '\\"', '\\\\', '\u2028', '😀'),
    ),
    { maxLength: 4 },
  )
  .map((parts) => `"${parts.join('')}"`);
const numberText = fc.constantFrom('0', '-0', '1.10', '12345678901234567890', '1E+400', '-2.50e-3');
const { documentText } = fc.letrec<{ documentText: string }>((tie) => ({
  documentText: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    stringText,
    numberText,
    fc.constantFrom('true', 'false', 'null', '{}', '[ ]'),
    fc
      .array(fc.tuple(space, tie('documentText'), space), { maxLength: 4 })
      .map((items) => `[${items.map((item) => item.join('')).join(',')}]`),
    fc
      .array(
        fc.tuple(space, fc.oneof(stringText, fc.constant('"k"')), space, tie('documentText')),
        {
          maxLength: 4,
        },
      )
      .map(
        (members) => `{${members.map(([a, k, b, v]) => `${a}${k}${b}:${a}${v}${b}`).join(',')}}`,
      ),
  ),
}));

describe('any document', () => {
  test('is itself when nothing is edited', () => {
    fc.assert(
      fc.property(documentText, (text) => {
        JSON.parse(text);
        expect(spliceStrings(text, [])).toBe(text);
        for (const { start, end, value } of jsonStrings(text)) {
          expect(JSON.parse(text.slice(start, end))).toBe(value);
        }
      }),
    );
  });

  test('has every string that the parser sees, at the place where the parser sees it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(pointers(text)).toEqual(leaves(JSON.parse(text), ''));
      }),
    );
  });

  test('changes only where it is edited', () => {
    fc.assert(
      fc.property(
        documentText,
        fc.infiniteStream(fc.string({ unit: 'binary' })),
        (text, stream) => {
          const tokens = jsonStrings(text);
          const edits = tokens
            .filter((_, index) => index % 2 === 0)
            .map(({ start, end }) => ({ start, end, value: String(stream.next().value) }));
          const spliced = spliceStrings(text, edits);
          const after = jsonStrings(spliced);
          expect(gaps(spliced, after)).toEqual(gaps(text, tokens));
          expect(after.map(({ pointer }) => pointer)).toEqual(tokens.map(({ pointer }) => pointer));
          const expected = tokens.map(({ start, value }) => {
            return edits.find((edit) => edit.start === start)?.value ?? value;
          });
          expect(after.map(({ value }) => value)).toEqual(expected);
          JSON.parse(spliced);
        },
      ),
    );
  });
});

/** The text between the tokens. */
function gaps(text: string, tokens: readonly { start: number; end: number }[]): string[] {
  const ends = [0, ...tokens.map(({ end }) => end)];
  return ends.map((from, index) => text.slice(from, tokens[index]?.start ?? text.length));
}

function leaves(value: unknown, pointer: string): [string, string][] {
  if (typeof value === 'string') return [[pointer, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    leaves(item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

function at(token: { start: number; end: number } | undefined): { start: number; end: number } {
  if (token === undefined) throw new Error('no such token');
  return { start: token.start, end: token.end };
}
