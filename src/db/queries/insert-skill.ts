import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';
import { SKILLS_TABLE, type SkillRow } from './find-skills.ts';

/** A skill to be stored. */
export interface NewSkill {
  readonly skill_id: string;
  readonly display_title: string;
  readonly description: string;
  readonly source: string;
  readonly latest_version: string;
  /** A ZIP with its `SKILL.md`. */
  readonly file_content: Buffer;
  readonly file_name: string;
  readonly file_type: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly created_by: string;
  readonly updated_by: string;
}

/** Stores a skill and gives back what lists show of it. Columns that this version lacks are left out. */
export async function insertSkill(
  db: Queryable,
  catalog: Catalog,
  skill: NewSkill,
): Promise<SkillRow> {
  const fields = Object.entries(skill).filter(([name]) => catalog.has(SKILLS_TABLE, name));
  const names = fields.map(([name]) => quoteName(name));
  const marks = fields.map((_, index) => `$${index + 1}`);
  const shown = names.filter((name) => name !== quoteName('file_content'));
  const { rows } = await db.query<SkillRow>({
    name: 'insert-skill',
    text: `INSERT INTO ${quoteTable(catalog.schema, SKILLS_TABLE)} (${names.join(', ')})
           VALUES (${marks.join(', ')}) RETURNING ${shown.join(', ')}`,
    values: fields.map(([, value]) => value),
  });
  return rows[0] ?? {};
}
