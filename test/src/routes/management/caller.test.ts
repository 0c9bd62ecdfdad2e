import { expect, test } from '@jest/globals';
import { toCaller } from '../../../../src/routes/management/caller.ts';

const keyHash = 'a-hash';

test('the master key is an admin without a row', () => {
  expect(toCaller({ kind: 'admin', keyHash })).toEqual({
    standing: 'admin',
    keyHash,
    isMaster: true,
  });
});

test('a key stands as its owner does', () => {
  const grant = { keyHash, role: 'proxy_admin_viewer' };
  expect(toCaller({ kind: 'key', keyHash, grant })).toEqual({
    standing: 'viewer',
    keyHash,
    isMaster: false,
  });
});

test('nobody is nobody', () => {
  expect(toCaller({ kind: 'anybody', keyHash: '' })).toMatchObject({ status: 401 });
});

test('a key that nobody could check manages nothing', () => {
  expect(toCaller({ kind: 'unchecked', keyHash })).toMatchObject({ status: 503 });
});
