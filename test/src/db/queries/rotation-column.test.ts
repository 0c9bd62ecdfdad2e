import { describe, expect, test } from '@jest/globals';
import {
  boundKey,
  boundKeys,
  conditionOf,
  joinOn,
  keyArrays,
  keyAsTexts,
  keyOf,
  SEALED_PATTERN,
  tableOf,
  unnestedKeys,
} from '../../../../src/db/queries/rotation-column.ts';
import { ODD_COLUMN } from '../../../support/rotation-column.ts';

describe('the words of a statement', () => {
  test('names are quoted, whatever they hold', () => {
    expect(tableOf(ODD_COLUMN)).toBe('"odd ""schema"""."a ""table""; --" t');
    expect(keyOf(ODD_COLUMN)).toBe('t."Group", t."n"');
    expect(keyAsTexts(ODD_COLUMN)).toBe('ARRAY[t."Group"::text, t."n"::text]');
  });

  test('keys are bound, each in its own type', () => {
    expect(boundKey(ODD_COLUMN, 3)).toBe('$3::text::uuid, $4::text::integer');
    expect(boundKeys(ODD_COLUMN, 1)).toBe('$1::text[], $2::text[]');
    expect(unnestedKeys(ODD_COLUMN)).toBe('k0, k1');
    expect(joinOn(ODD_COLUMN)).toBe('t."Group" = v.k0::uuid AND t."n" = v.k1::integer');
  });

  test('rows become one array for each column of the key', () => {
    const rows = [
      { pk: ['a', '1'], text: '' },
      { pk: ['b', '2'], text: '' },
    ];
    expect(keyArrays(ODD_COLUMN, rows)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  test('a filter only ever narrows what is there', () => {
    expect(conditionOf(ODD_COLUMN)).toBe(`t."it's" IS NOT NULL`);
    expect(conditionOf({ ...ODD_COLUMN, filter: 'marked' })).toContain('AND t."it\'s"::text LIKE');
  });
});

test.each([
  ['litellm_enc::short', true],
  ['v2:gcm:abc', true],
  ['llmgw1:', true],
  [`x ${'Ab'.repeat(27)} y`, true],
  ['-_+/'.repeat(14), true],
  [`${'Ab'.repeat(26)}c`, false],
  ['just a sentence of words', false],
])('what may be sealed: %s is %s', (text, wanted) => {
  expect(new RegExp(SEALED_PATTERN).test(text)).toBe(wanted);
});
