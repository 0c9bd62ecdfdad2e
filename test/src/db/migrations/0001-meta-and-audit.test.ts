import { expect, test } from '@jest/globals';
import { META_AND_AUDIT } from '../../../../src/db/migrations/0001-meta-and-audit.ts';

test('is the first step, readable by all programs', () => {
  expect(META_AND_AUDIT).toMatchObject({ version: 1, readableSince: 1 });
});
