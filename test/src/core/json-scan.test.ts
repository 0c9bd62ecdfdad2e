import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { replaceSpan, scanTopLevel, spliceTopLevel } from '../../../src/core/json-scan.ts';

const keys = fc.oneof(
  fc.constantFrom('model', 'stream', '', 'a"b', 'back\\slash', '\u00e9', '\ud83d\ude00', '\n'),
  fc.string({ unit: 'binary', maxLength: 80 }),
);
const objects = fc
  .array(fc.tuple(keys, fc.jsonValue({ maxDepth: 3 })), { maxLength: 8 })
  .map((entries) => [...new Map(entries)].filter(([key]) => key !== '__proto__'));
const spaces = fc.constantFrom('', ' ', '\n\t', '  \r\n');

/** Writes an object as a careless client may: odd spaces, escaped keys. */
function write(entries: readonly (readonly [string, unknown])[], gap: string, escape: boolean) {
  const members = entries.map(([key, value]) => {
    const plain = JSON.stringify(key);
    const name = escape ? escapeAll(key) : plain;
    return `${gap}${name}${gap}:${gap}${JSON.stringify(value, null, gap === '' ? 0 : 1)}${gap}`;
  });
  return Buffer.from(`${gap}{${members.join(',')}${gap}}${gap}`);
}

function escapeAll(key: string): string {
  const units = [...Array(key.length).keys()].map((index) => key.charCodeAt(index));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}

function parseAt(body: Buffer, span: { start: number; end: number } | undefined): unknown {
  return JSON.parse(body.toString('utf8', span?.start, span?.end));
}

describe('scanTopLevel', () => {
  test('finds every value that JSON.parse finds, whatever the spacing and escapes', () => {
    fc.assert(
      fc.property(objects, spaces, fc.boolean(), (entries, gap, escape) => {
        const body = write(entries, gap, escape);
        const { spans, duplicate } = scanTopLevel(body);
        expect(duplicate).toBeNull();
        const found = [...spans].map(([key, span]) => [key, parseAt(body, span)]);
        expect(found).toEqual(
          entries.map(([key, value]) => [key, JSON.parse(JSON.stringify(value))]),
        );
      }),
    );
  });

  test('reads an escaped key as the key that JSON.parse sees', () => {
    const body = Buffer.from('{"mod\\u0065l":"x"}');
    expect(parseAt(body, scanTopLevel(body).spans.get('model'))).toBe('x');
  });

  test('names the first key that occurs twice, also when one of them is escaped', () => {
    const body = Buffer.from('{"model":"a","n":1,"n":2,"mod\\u0065l":"b"}');
    const { spans, duplicate } = scanTopLevel(body);
    expect(duplicate).toBe('n');
    expect(parseAt(body, spans.get('model'))).toBe('b');
  });

  test('does not take nested keys or keys inside strings for top-level ones', () => {
    const body = Buffer.from('{"a":{"model":1},"b":"\\"model\\":2","c":[{"model":3}]}');
    expect([...scanTopLevel(body).spans.keys()]).toEqual(['a', 'b', 'c']);
  });

  test('skips long strings with quotes and backslashes at every place', () => {
    for (let length = 0; length < 120; length++) {
      const value = `${'x'.repeat(length)}\\"\\\\"\\`;
      const body = Buffer.from(JSON.stringify({ a: value, model: 'm' }));
      expect(parseAt(body, scanTopLevel(body).spans.get('model'))).toBe('m');
    }
  });

  test('returns on input that is not JSON', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const body = Buffer.concat([Buffer.from('{"'), bytes]);
        try {
          scanTopLevel(body);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(SyntaxError);
        }
      }),
    );
  });
});

describe('spliceTopLevel', () => {
  test('gives what changing the parsed object gives', () => {
    const changes = fc.array(
      fc.tuple(keys, fc.option(fc.jsonValue({ maxDepth: 1 }), { nil: undefined })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(objects, changes, spaces, (entries, wanted, gap) => {
        const body = write(entries, gap, false);
        const known = wanted.filter(([key]) => key !== '__proto__');
        const drop = entries.filter((_, index) => index % 2 === 1).map(([key]) => [key, undefined]);
        const edits = new Map<string, unknown>([...known, ...(drop as [string, undefined][])]);
        const texts = new Map(
          [...edits].map(([key, value]) => [
            key,
            value === undefined ? undefined : JSON.stringify(value),
          ]),
        );
        const result = spliceTopLevel(body, scanTopLevel(body).spans, texts);
        const expected = new Map<string, unknown>(entries);
        for (const [key, value] of edits) {
          if (value === undefined) expected.delete(key);
          else expected.set(key, value);
        }
        const plain: unknown = JSON.parse(JSON.stringify(Object.fromEntries(expected)));
        expect(JSON.parse(result.toString())).toEqual(plain);
      }),
    );
  });

  test('removes any selection of members', () => {
    const body = Buffer.from('{ "a": 1, "b": 2 ,"c":3,"d":4 }');
    const { spans } = scanTopLevel(body);
    for (let mask = 0; mask < 16; mask++) {
      const names = ['a', 'b', 'c', 'd'].filter((_, bit) => (mask >> bit) % 2 === 1);
      const result = spliceTopLevel(
        body,
        spans,
        new Map([...names.map((name) => [name, undefined] as const), ['z', '0'] as const]),
      );
      const left = ['a', 'b', 'c', 'd', 'z'].filter((name) => !names.includes(name));
      expect(Object.keys(JSON.parse(result.toString())).sort()).toEqual(left);
    }
  });

  test('leaves every other byte as it was', () => {
    const body = Buffer.from('{"model" : "a" , "x":1.50e3,"s":"\\u0041"}');
    const { spans } = scanTopLevel(body);
    const changes = new Map([
      ['model', '"b"'],
      ['new', 'true'],
    ]);
    expect(spliceTopLevel(body, spans, changes).toString()).toBe(
      '{"new":true,"model" : "b" , "x":1.50e3,"s":"\\u0041"}',
    );
  });

  test('inserts into an empty object', () => {
    const body = Buffer.from('{ }');
    expect(spliceTopLevel(body, new Map(), new Map([['a', '1']])).toString()).toBe('{"a":1 }');
  });
});

describe('replaceSpan', () => {
  test('replaces the bytes of one value', () => {
    const body = Buffer.from('{"model":"a","x":1}');
    const span = scanTopLevel(body).spans.get('model') ?? { start: 0, end: 0 };
    expect(replaceSpan(body, span, '"long é"').toString()).toBe('{"model":"long é","x":1}');
  });
});
