import { expect, test } from '@jest/globals';
import { isLiteralSecret, isWithin } from '../../../../src/security/reading/literal-secret.ts';

test.each([
  ['API_TOKEN', 's3cr3t-0f-m1ne-77', true],
  ['API_TOKEN', '${TOKEN}', false],
  ['API_TOKEN', 'changeme', false],
  ['API_TOKEN', '', false],
  ['PORT', 's3cr3t-0f-m1ne-77', false],
])('%s=%s: %s', (name, value, wanted) => {
  expect(isLiteralSecret({ name, value })).toBe(wanted);
});

test('a part lies in a whole', () => {
  expect(isWithin({ start: 2, end: 4 }, { start: 2, end: 5 })).toBe(true);
  expect(isWithin({ start: 1, end: 4 }, { start: 2, end: 5 })).toBe(false);
});
