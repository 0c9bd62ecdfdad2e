import { expect, test } from '@jest/globals';
import { readAddress } from '../../../../src/security/reading/address.ts';
import { isPublic, isRemote } from '../../../../src/security/reading/reach.ts';

test.each([
  ['db.example.com', true, true],
  ['8.8.8.8', true, true],
  ['10.0.0.1', true, false],
  ['db', false, false],
  ['localhost', false, false],
  ['', false, false],
])('%j: remote %s, public %s', (host, remote, open) => {
  const address = readAddress(host);
  expect([isRemote(address), isPublic(address)]).toEqual([remote, open]);
});
