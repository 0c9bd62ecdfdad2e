import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCatalog } from '../../../../src/db/catalog.ts';
import { findSkill, findSkillSummary, listSkills } from '../../../../src/db/queries/find-skills.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import {
  archiveOf,
  openSkillDatabase,
  type SkillDatabase,
} from '../../../support/skill-database.ts';

let server: TestPostgres;
let skills: SkillDatabase;
beforeAll(async () => {
  server = await startPostgres();
  skills = await openSkillDatabase(server);
  for (const [index, id] of ['b', 'a', 'c'].entries()) {
    await skills.put(`litellm_skill_${id}`, { created_at: new Date(1_000 * Math.min(index, 1)) });
  }
});
afterAll(async () => {
  await skills.database.close();
  await server.stop();
});

test('finds a skill with its archive, unless that is too large', async () => {
  const { database, catalog } = skills.store;
  const id = 'litellm_skill_a';
  const archive = archiveOf('pdf');
  expect(await findSkill(database, catalog, { id, mostBytes: archive.length })).toMatchObject({
    ...{ skill_id: id, source: 'custom', file_content: archive, file_bytes: archive.length },
  });
  expect(await findSkill(database, catalog, { id, mostBytes: archive.length - 1 })).toMatchObject({
    ...{ file_content: null, file_bytes: archive.length },
  });
  for (const other of ["' OR 1=1 --", 'a\0b', '']) {
    expect(await findSkill(database, catalog, { id: other, mostBytes: 1 })).toBeNull();
    expect(await findSkillSummary(database, catalog, other)).toBeNull();
  }
});

test('lists page by page, the newest first, without archives', async () => {
  const { database, catalog } = skills.store;
  const [first, ...more] = await listSkills(database, catalog, { limit: 1, after: null });
  expect(more).toEqual([]);
  expect(first).toMatchObject({ skill_id: 'litellm_skill_c' });
  expect(Object.keys(first ?? {})).not.toContain('file_content');
  const after = { createdAt: new Date(1_000), skillId: 'litellm_skill_c' };
  const rest = await listSkills(database, catalog, { limit: 10, after });
  expect(rest.map((row) => row['skill_id'])).toEqual(['litellm_skill_a', 'litellm_skill_b']);
});

test('an older LiteLLM has fewer columns, or no table', async () => {
  const older = await openSkillDatabase(server);
  await older.put('litellm_skill_a', { instructions: 'text' });
  await older.sql(
    'ALTER TABLE "LiteLLM_SkillsTable" DROP COLUMN file_content, DROP COLUMN latest_version',
  );
  const fewer = await readCatalog(older.database);
  const asked = { id: 'litellm_skill_a', mostBytes: 10 };
  expect(await findSkill(older.database, fewer, asked)).toMatchObject({
    ...{ instructions: 'text', file_content: null, file_bytes: null },
  });
  await older.sql('DROP TABLE "LiteLLM_SkillsTable"');
  const none = await readCatalog(older.database);
  expect(await findSkill(older.database, none, asked)).toBeNull();
  expect(await findSkillSummary(older.database, none, asked.id)).toBeNull();
  expect(await listSkills(older.database, none, { limit: 1, after: null })).toEqual([]);
  await older.database.close();
});
