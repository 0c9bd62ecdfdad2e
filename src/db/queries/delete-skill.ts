import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { quoteTable } from '../identifier.ts';
import { SKILLS_TABLE } from './find-skills.ts';

/** Deletes a skill; false when there is none with this id. */
export async function deleteSkill(db: Queryable, catalog: Catalog, id: string): Promise<boolean> {
  if (!catalog.has(SKILLS_TABLE, 'skill_id') || id.includes('\0')) return false;
  const { count } = await db.query({
    name: 'delete-skill',
    text: `DELETE FROM ${quoteTable(catalog.schema, SKILLS_TABLE)} WHERE skill_id = $1`,
    values: [id],
  });
  return count > 0;
}
