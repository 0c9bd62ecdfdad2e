import { expect, test } from '@jest/globals';
import { freshKey, freshPassword } from '../../../../src/security/secrets/fresh-key.ts';
import { weaknessOf } from '../../../../src/security/secrets/key-strength.ts';
import { projectOf } from '../../../support/rule-cases.ts';

test('a project is given one key and one password, another project others', () => {
  const [one, other] = [projectOf({}), projectOf({})];
  expect(freshKey(one)).toBe(freshKey(one));
  expect(freshKey(one)).not.toBe(freshKey(other));
  expect(freshPassword(one)).toBe(freshPassword(one));
  expect(freshPassword(one)).not.toBe(freshPassword(other));
});

test('what is made is strong and needs no quotes', () => {
  const project = projectOf({});
  expect(weaknessOf(freshKey(project), [])).toBeNull();
  expect(freshKey(project)).toMatch(/^sk-[\w-]{43}$/);
  expect(freshPassword(project)).toMatch(/^[\w-]{24}$/);
});
