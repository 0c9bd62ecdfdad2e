import { expect, test } from '@jest/globals';
import { liveCredential } from '../../../../src/security/rules/live-credential.ts';
import { findingsOf, projectOf } from '../../../support/rule-cases.ts';

test('LGW116 says nothing of files: whether a key works is only known when it is tried', () => {
  expect(findingsOf(liveCredential, projectOf(liveCredential.bad))).toEqual([]);
});
