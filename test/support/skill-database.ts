import { readCatalog } from '../../src/db/catalog.ts';
import type { Database } from '../../src/db/database.ts';
import type { SkillStore } from '../../src/skills/stored-skills.ts';
import { createLitellmDatabase, openTestDatabase } from './litellm-database.ts';
import type { TestPostgres } from './postgres.ts';
import { makeZip, skillMd } from './zip.ts';

/** LiteLLM's tables with skills that LiteLLM has written. */
export interface SkillDatabase {
  readonly database: Database;
  readonly store: SkillStore;
  /** Writes a row as LiteLLM does; columns that are not named are left to the table. */
  put(id: string, columns?: Readonly<Record<string, unknown>>): Promise<void>;
  sql(text: string, values?: readonly unknown[]): Promise<readonly object[]>;
}

/** Makes a database of its own. */
export async function openSkillDatabase(server: TestPostgres): Promise<SkillDatabase> {
  const database = openTestDatabase(await createLitellmDatabase(server));
  const store: SkillStore = { database, catalog: await readCatalog(database) };
  const sql = async (text: string, values: readonly unknown[] = []) =>
    (await database.query({ name: 'test', text, values })).rows;
  return {
    database,
    store,
    sql,
    async put(id, columns = {}) {
      const row = { skill_id: id, file_content: archiveOf('pdf'), ...columns };
      const names = Object.keys(row).map((name) => `"${name}"`);
      const marks = names.map((_, index) => `$${index + 1}`);
      await sql(
        `INSERT INTO "LiteLLM_SkillsTable" (${names.join(', ')}) VALUES (${marks.join(', ')})`,
        Object.values(row),
      );
    },
  };
}

/** A ZIP with a skill of this name in a folder of that name. */
export function archiveOf(name: string, text?: string): Buffer {
  return makeZip([
    { path: `${name}/scripts/run.py`, content: 'print("run")' },
    { path: `${name}/SKILL.md`, content: skillMd(name, text) },
  ]);
}
