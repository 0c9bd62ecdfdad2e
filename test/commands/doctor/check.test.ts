import { expect, test } from '@jest/globals';
import { CHECK_NAMES } from '../../../commands/doctor/check.ts';

test('those that call somebody stand last', () => {
  expect(CHECK_NAMES.slice(-4)).toEqual(['redis', 'postgres', 'stored-secrets', 'provider']);
});
