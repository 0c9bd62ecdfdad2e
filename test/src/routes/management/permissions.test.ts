import { expect, test } from '@jest/globals';
import { OPERATIONS } from '../../../../src/routes/management/operations.ts';
import { mayCall, PERMISSIONS, standingOf } from '../../../../src/routes/management/permissions.ts';

test('every operation has a permission, and the other way round', () => {
  expect(Object.keys(OPERATIONS).sort()).toEqual(Object.keys(PERMISSIONS).sort());
});

test('whatever changes something is for admins', () => {
  const open = Object.entries(PERMISSIONS).filter(
    ([name, need]) => !name.startsWith('GET ') && need !== 'write',
  );
  expect(open).toEqual([['POST /budget/info', 'read']]);
});

test.each([
  ['admin', [true, true, true]],
  ['viewer', [false, true, true]],
  ['owner', [false, false, true]],
] as const)('%s', (standing, allowed) => {
  expect((['write', 'read', 'own'] as const).map((need) => mayCall(standing, need))).toEqual(
    allowed,
  );
});

test.each([
  ['proxy_admin', 'admin'],
  ['proxy_admin_viewer', 'viewer'],
  ['internal_user', 'owner'],
  ['org_admin', 'owner'],
  ['PROXY_ADMIN', 'owner'],
  ['', 'owner'],
  [null, 'owner'],
])('the role %j stands as %s', (role, standing) => {
  expect(standingOf(role)).toBe(standing);
});
