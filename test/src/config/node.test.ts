import { describe, expect, test } from '@jest/globals';
import {
  child,
  childItems,
  childMap,
  entriesOf,
  isNull,
  joinPath,
  toPlain,
  toPlainRecord,
} from '../../../src/config/node.ts';
import { mapOf } from './load-text.ts';

const root = mapOf('a: {b: 1, n: }\nl: [x, y]\n');

describe('nodes', () => {
  test('child gives values, and null for what is absent or null', () => {
    expect(child(childMap(root, 'a'), 'b')).toMatchObject({ value: 1 });
    expect(child(childMap(root, 'a'), 'n')).toBeNull();
    expect(child(root, 'nope')).toBeNull();
    expect(child(null, 'a')).toBeNull();
    expect(child(child(root, 'l'), 'a')).toBeNull();
  });

  test('childMap and childItems only give their kind', () => {
    expect(childMap(root, 'l')).toBeNull();
    expect(childItems(root, 'l')).toHaveLength(2);
    expect(childItems(root, 'a')).toEqual([]);
  });

  test('entriesOf gives nothing for what is no map', () => {
    expect(entriesOf(root).map(([key]) => key)).toEqual(['a', 'l']);
    expect(entriesOf(child(root, 'l'))).toEqual([]);
  });

  test('toPlain forgets the places', () => {
    expect(toPlain(root)).toEqual({ a: { b: 1, n: null }, l: ['x', 'y'] });
    expect(toPlainRecord(null)).toEqual({});
  });

  test('isNull sees a written and an implied null', () => {
    const { entries } = mapOf('a:\nb: ~\nc: 0\n');
    expect([...entries.values()].map(({ value }) => isNull(value))).toEqual([true, true, false]);
  });

  test('joinPath begins without a dot', () => {
    expect(joinPath('', 'a')).toBe('a');
    expect(joinPath('a', 'b')).toBe('a.b');
  });
});
