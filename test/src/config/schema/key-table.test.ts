import { describe, expect, test } from '@jest/globals';
import { keyTable } from '../../../../src/config/schema/key-table.ts';

describe('keyTable', () => {
  test('gives each key its type and use', () => {
    const table = keyTable({
      used: { text: 'a b', count: '  c\n  d ' },
      inert: { boolean: 'e' },
      hook: { any: 'f' },
    });
    expect([...table]).toEqual([
      ['c', { type: 'count', use: 'used' }],
      ['d', { type: 'count', use: 'used' }],
      ['a', { type: 'text', use: 'used' }],
      ['b', { type: 'text', use: 'used' }],
      ['e', { type: 'boolean', use: 'inert' }],
      ['f', { type: 'any', use: 'hook' }],
    ]);
  });

  test('is empty for nothing', () => {
    expect(keyTable({}).size).toBe(0);
  });
});
