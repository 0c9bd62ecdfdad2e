import { describe, expect, test } from '@jest/globals';
import { PlainDigest } from '../../../src/rotation/plain-digest.ts';

type Entry = readonly [column: string, pk: string, pointer: string, plain: string];

function fill(digest: PlainDigest, entries: readonly Entry[]): PlainDigest {
  for (const [column, pk, pointer, plain] of entries) {
    const row = digest.row(column, [pk]);
    row.add(pointer, Buffer.from(plain));
    row.end();
  }
  return digest;
}

const ENTRIES: readonly Entry[] = [
  ['T.a', '1', '/x', 'one'],
  ['T.a', '2', '/x', 'two'],
  ['T.b', '1', '', 'three'],
];

describe('a digest', () => {
  test('does not depend on the order of rows', () => {
    const digest = fill(new PlainDigest(), ENTRIES);
    expect(digest.differences(fill(digest.fork(), [...ENTRIES].reverse()))).toEqual([]);
  });

  test.each<[string, Entry[]]>([
    ['another plaintext', [['T.a', '1', '/x', 'ONE']]],
    ['another place', [['T.a', '1', '/y', 'one']]],
    ['another row', [['T.a', '3', '/x', 'one']]],
    ['a value less', []],
    ['a value told twice', [ENTRIES[0] as Entry, ENTRIES[0] as Entry]],
  ])('tells %s, and in which column', (_what, instead) => {
    const digest = fill(new PlainDigest(), ENTRIES);
    const other = fill(digest.fork(), [...instead, ...ENTRIES.slice(1)]);
    expect(digest.differences(other)).toEqual(['T.a']);
  });

  test('of another key is another digest', () => {
    const digest = fill(new PlainDigest(), ENTRIES);
    expect(digest.differences(fill(new PlainDigest(), ENTRIES))).toEqual(['T.a', 'T.b']);
  });

  test('counts a row once that has ended, and not before', () => {
    const digest = new PlainDigest();
    digest.row('T.a', ['1']).add('', Buffer.from('x'));
    digest.row('T.a', ['2']).end();
    expect(digest.differences(digest.fork())).toEqual([]);
  });
});
