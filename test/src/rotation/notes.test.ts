import { expect, test } from '@jest/globals';
import { joinKey, Notes } from '../../../src/rotation/notes.ts';

test('a note says where, and shortens a key that is a hash', () => {
  const notes = new Notes();
  const pk = 'a'.repeat(64);
  const place = { column: 'metadata', pk, pointer: '/x' };
  notes.add({ ...place, table: 'LiteLLM_VerificationToken' }, 'foreign', null);
  notes.add({ ...place, table: 'LiteLLM_TeamTable' }, 'corrupt', 'a hint');
  expect(notes.list).toEqual([
    { ...place, table: 'LiteLLM_VerificationToken', pk: 'aaaaaaaa…', class: 'foreign', hint: null },
    { ...place, table: 'LiteLLM_TeamTable', class: 'corrupt', hint: 'a hint' },
  ]);
});

test('notes beyond the first thousand are only counted', () => {
  const notes = new Notes();
  const place = { table: 'T', column: 'c', pk: '1', pointer: '' };
  for (let at = 0; at < 1_003; at++) notes.add(place, 'foreign', null);
  expect([notes.list.length, notes.dropped]).toEqual([1_000, 3]);
});

test('the key of a row is one text', () => {
  expect(joinKey(['a', 'b'])).toBe('a, b');
});
