import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog } from '../../../../src/db/catalog.ts';
import { deleteSkill } from '../../../../src/db/queries/delete-skill.ts';
import { findSkill } from '../../../../src/db/queries/find-skills.ts';
import { insertSkill, type NewSkill } from '../../../../src/db/queries/insert-skill.ts';
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

const NEW: NewSkill = {
  skill_id: 'litellm_skill_1',
  display_title: `it's "quoted"; DROP TABLE`,
  description: 'ü',
  source: 'custom',
  latest_version: '1',
  file_content: Buffer.from([0, 255, 39]),
  file_name: 'a.zip',
  file_type: 'application/zip',
  created_at: new Date(1_000),
  updated_at: new Date(2_000),
  created_by: 'me',
  updated_by: 'me',
};

test('what is written is read again, byte by byte', async () => {
  const { database, catalog } = skills.store;
  const { file_content: content, ...shown } = NEW;
  expect(await insertSkill(database, catalog, NEW)).toEqual(shown);
  const row = await findSkill(database, catalog, { id: NEW.skill_id, mostBytes: 10 });
  expect(row).toMatchObject({ file_content: content, display_title: NEW.display_title });
  expect(await deleteSkill(database, catalog, NEW.skill_id)).toBe(true);
});

test('columns that this version lacks are left out', async () => {
  const older = await openSkillDatabase(server);
  await older.sql('ALTER TABLE "LiteLLM_SkillsTable" DROP COLUMN latest_version');
  const catalog = await readCatalog(older.database);
  expect(await insertSkill(older.database, catalog, NEW)).not.toHaveProperty('latest_version');
  await older.database.close();
});
