import { describe, expect, test } from '@jest/globals';
import { membersOf, readMembers } from '../../../../../src/routes/management/teams/members-of.ts';

describe('readMembers', () => {
  test('takes one or a list', () => {
    const one = { role: 'user', userId: 'a', email: null };
    expect(readMembers({ user_id: 'a' }, 'member')).toEqual([one]);
    expect(readMembers([{ role: 'admin', user_email: 'e' }], 'member')).toEqual([
      { role: 'admin', userId: null, email: 'e' },
    ]);
  });

  test.each([[5], ['x'], [null], [{}], [{ role: 'god', user_id: 'a' }], [{ user_id: 5 }]])(
    '%j is none',
    (value) => {
      expect(() => readMembers(value, 'member')).toThrow('"');
    },
  );
});

test('the members of a row, however it keeps them', () => {
  const members = [{ user_id: 'a', role: 'user' }];
  expect(membersOf({ members_with_roles: members })).toEqual(members);
  expect(membersOf({ members_with_roles: JSON.stringify(members) })).toEqual(members);
  expect(membersOf({ members_with_roles: {} })).toEqual([]);
  expect(membersOf({})).toEqual([]);
});
