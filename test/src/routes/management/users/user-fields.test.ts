import { expect, test } from '@jest/globals';
import {
  readUserFields,
  viewUser,
} from '../../../../../src/routes/management/users/user-fields.ts';
import { pretendWork } from '../../../../support/management.ts';

test('columns, times and what is ignored; a password is not taken here', () => {
  const body = {
    user_role: 'proxy_admin_viewer',
    budget_duration: 'daily',
    password: 'x',
    teams: [],
  };
  expect(readUserFields(pretendWork({ body }), ['teams'])).toEqual({
    row: {
      user_role: 'proxy_admin_viewer',
      budget_duration: 'daily',
      budget_reset_at: new Date('2026-01-02T00:00:00Z'),
    },
    ignored: ['password'],
  });
});

test('a role that does not exist is refused', () => {
  expect(() => readUserFields(pretendWork({ body: { user_role: 'root' } }))).toThrow('"user_role"');
});

test('the password stays here', () => {
  expect(viewUser({ user_id: 'u', password: 'hash' })).toEqual({ user_id: 'u' });
});
