import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deleteSkill } from '../../../../src/db/queries/delete-skill.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { openSkillDatabase, type SkillDatabase } from '../../../support/skill-database.ts';

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

test('deletes one, and says whether there was one', async () => {
  const { database, catalog } = skills.store;
  await skills.put('litellm_skill_1');
  await skills.put('litellm_skill_2');
  expect(await deleteSkill(database, catalog, 'litellm_skill_1')).toBe(true);
  for (const id of ['litellm_skill_1', "' OR true --", 'a\0']) {
    expect(await deleteSkill(database, catalog, id)).toBe(false);
  }
  expect(await skills.sql('SELECT skill_id FROM "LiteLLM_SkillsTable"')).toEqual([
    { skill_id: 'litellm_skill_2' },
  ]);
  const none = { ...catalog, has: () => false };
  expect(await deleteSkill(database, none, 'litellm_skill_2')).toBe(false);
});
