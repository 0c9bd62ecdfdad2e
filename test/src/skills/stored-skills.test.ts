import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readStoredSkill, summaryOf } from '../../../src/skills/stored-skills.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { archiveOf, openSkillDatabase, type SkillDatabase } from '../../support/skill-database.ts';
import { makeZip } from '../../support/zip.ts';

let server: TestPostgres;
let skills: SkillDatabase;
beforeAll(async () => {
  server = await startPostgres();
  skills = await openSkillDatabase(server);
});
afterAll(async () => {
  await skills.database.close();
  await server.stop();
});

const HOSTILE = makeZip([{ path: '../SKILL.md', content: 'evil' }]);

describe('readStoredSkill', () => {
  test('reads the SKILL.md of the archive', async () => {
    await skills.put('litellm_skill_1', { display_title: 'PDF tools' });
    expect(await readStoredSkill(skills.store, 'litellm_skill_1')).toEqual({
      id: 'litellm_skill_1',
      name: 'pdf',
      title: 'PDF tools',
      text: expect.stringContaining('Do it well.'),
    });
    expect(await readStoredSkill(skills.store, 'litellm_skill_2')).toBeNull();
  });

  test.each([
    ['no archive', null],
    ['an empty one', Buffer.alloc(0)],
    ['one that is none', Buffer.from('hello')],
    ['a hostile one', HOSTILE],
    ['one without Markdown', makeZip([{ path: 'a.txt', content: 'x' }])],
  ])('of %s, instructions of the row stand in, as with LiteLLM', async (_, content) => {
    const id = `litellm_${_}`;
    await skills.put(id, { file_content: content, instructions: 'Be brief.' });
    expect(await readStoredSkill(skills.store, id)).toEqual({
      ...{ id, name: id, title: id, text: 'Be brief.' },
    });
    const bare = `${id}-bare`;
    await skills.put(bare, { file_content: content });
    await expect(readStoredSkill(skills.store, bare)).rejects.toThrow(bare);
  });

  test('a skill without frontmatter is called by its title', async () => {
    const content = makeZip([{ path: 'SKILL.md', content: 'Just do it.' }]);
    await skills.put('litellm_plain', { file_content: content, display_title: 'Plain' });
    expect(await readStoredSkill(skills.store, 'litellm_plain')).toMatchObject({ name: 'Plain' });
  });
});

test('summaryOf reads what is there', async () => {
  await skills.put('litellm_listed', {
    file_content: archiveOf('x'),
    ...{ created_at: new Date(1_000), updated_at: new Date(2_000), description: 'for x' },
  });
  const [row = {}] = await skills.sql(
    `SELECT * FROM "LiteLLM_SkillsTable" WHERE skill_id = 'litellm_listed'`,
  );
  expect(summaryOf({ ...row })).toEqual({
    ...{ id: 'litellm_listed', title: null, description: 'for x', source: 'custom' },
    ...{ latestVersion: null, createdMs: 1_000, updatedMs: 2_000 },
  });
  expect(summaryOf({})).toMatchObject({ id: '', source: 'custom', createdMs: 0, updatedMs: 0 });
});
