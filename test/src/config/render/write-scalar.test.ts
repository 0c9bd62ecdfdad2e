import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { isBare, writeScalar } from '../../../../src/config/render/write-scalar.ts';
import { readYamlFile, yamlChild, yamlText } from '../../../../src/config/yaml-document.ts';

const PLAIN = { style: 'plain', type: null } as const;

describe('writeScalar', () => {
  test.each([
    ['openai/gpt-4o', 'openai/gpt-4o'],
    ['https://a.example/v1?x=y', '"https://a.example/v1?x=y"'],
    ['two words', 'two words'],
    ['no', '"no"'],
    ['012', '"012"'],
    ['1e3', '"1e3"'],
    ['2024-01-01', '"2024-01-01"'],
    ['a: b', '"a: b"'],
    ['a #b', '"a #b"'],
    ['', '""'],
    ['null', '"null"'],
    ['*a', '"*a"'],
    ['a,b', '"a,b"'],
  ])('writes %j as %s', (value, written) => {
    expect(writeScalar(value, PLAIN)).toBe(written);
  });

  test('what the place wants is written bare, if it is canonical', () => {
    expect(writeScalar('3', { style: 'plain', type: 'count' })).toBe('3');
    expect(writeScalar('012', { style: 'plain', type: 'count' })).toBe('"012"');
    expect(writeScalar('true', { style: 'plain', type: 'boolean' })).toBe('true');
    expect(writeScalar('yes', { style: 'plain', type: 'boolean' })).toBe('"yes"');
    expect(writeScalar('3', { style: 'plain', type: 'text' })).toBe('"3"');
    expect(isBare('0.5', 'share')).toBe(true);
  });

  test('quotes stay as they were', () => {
    expect(writeScalar('a b', { style: 'single', type: null })).toBe("'a b'");
    expect(writeScalar("it's", { style: 'single', type: null })).toBe('"it\'s"');
    expect(writeScalar('a\nb', { style: 'double', type: null })).toBe('"a\\nb"');
  });

  test('every text is read again as itself, by YAML 1.1 and 1.2, in blocks and in lists', () => {
    const style = fc.constantFrom('plain', 'single', 'double', 'block' as const);
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[-+.0-9a-fx:_ #]{0,8}$/),
    );
    fc.assert(
      fc.property(text, style, (value, shape) => {
        const written = writeScalar(value, { style: shape, type: null });
        for (const yaml of [`v: ${written}\n`, `v: [${written}]\n`, `v: {k: ${written}} # c\n`]) {
          for (const version of ['1.1', '1.2'] as const) {
            const { v } = parse(yaml, { version }) as { v: unknown };
            expect(
              Array.isArray(v) ? v[0] : typeof v === 'object' ? Object.values(v ?? {})[0] : v,
            ).toBe(value);
          }
        }
        const [root = null] = readYamlFile(`v: ${written}\n`).roots;
        expect(yamlText(yamlChild(root, 'v'))).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });
});
