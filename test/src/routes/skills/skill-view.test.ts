import { expect, test } from '@jest/globals';
import { viewSkill } from '../../../../src/routes/skills/skill-view.ts';

test("a skill has Anthropic's fields", () => {
  const skill = {
    ...{ id: 'csv', title: null, description: 'd', source: 'custom', latestVersion: '1' },
    ...{ createdMs: 0, updatedMs: 1_000.5 },
  };
  expect(viewSkill(skill)).toEqual({
    ...{ id: 'csv', type: 'skill', display_title: null, description: 'd', source: 'custom' },
    ...{ latest_version: '1', created_at: '1970-01-01T00:00:00.000Z' },
    updated_at: '1970-01-01T00:00:01.000Z',
  });
});
