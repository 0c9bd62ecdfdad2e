import { expect, test } from '@jest/globals';
import { admitUnchecked } from '../../../src/gateway/admit-unchecked.ts';
import type { FoundKey } from '../../../src/gateway/principal.ts';
import { GRANT } from '../../support/fake-access.ts';

function refusal(code: string): FoundKey {
  return { status: 503, type: 'service_unavailable', code, message: '' };
}

test.each([
  ['what is known', GRANT, GRANT],
  ['what is blocked', refusal('blocked'), refusal('blocked')],
  ['that there are no keys', null, null],
  ['what cannot be checked', refusal('database_unavailable'), 'unchecked'],
] as const)('of %s is told at once, and later', async (_what, found, expected) => {
  expect(admitUnchecked(() => found)('hash')).toEqual(expected);
  await expect(admitUnchecked(async () => found)('hash')).resolves.toEqual(expected);
});
