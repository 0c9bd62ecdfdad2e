import { expect, test } from '@jest/globals';
import { SkillFault } from '../../../src/skills/skill.ts';

test('a fault says where first', () => {
  const fault = new SkillFault('a/SKILL.md:3', 'is wrong');
  expect(fault.message).toBe('a/SKILL.md:3: is wrong');
  expect(fault.where).toBe('a/SKILL.md:3');
});
