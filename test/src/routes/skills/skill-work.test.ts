import { expect, test } from '@jest/globals';
import { noSuchSkill } from '../../../../src/routes/skills/skill-work.ts';

test('what is not there is named, not at any length', () => {
  const { error } = noSuchSkill('x'.repeat(500));
  expect(error).toMatchObject({ status: 404, code: 'skill_not_found', param: 'skill_id' });
  expect(error.message.length).toBeLessThan(200);
});
