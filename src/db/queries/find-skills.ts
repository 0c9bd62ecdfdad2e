import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';

/** LiteLLM's table of skills. */
export const SKILLS_TABLE = 'LiteLLM_SkillsTable';

/** A row of it, column by column as the driver reads it. */
export type SkillRow = Readonly<Record<string, unknown>>;

/** Where a page of the list goes on: behind this row. */
export interface SkillPlace {
  readonly createdAt: Date;
  readonly skillId: string;
}

const LISTED = [
  ...['skill_id', 'display_title', 'description', 'source', 'latest_version'],
  ...['created_at', 'updated_at'],
] as const;

/**
 * The skill with this id, with its archive in `file_content`; null there when the archive is larger
 * than `mostBytes`, which `file_bytes` then shows. Null where there is no such row, or no table.
 */
export async function findSkill(
  db: Queryable,
  catalog: Catalog,
  { id, mostBytes }: { readonly id: string; readonly mostBytes: number },
): Promise<SkillRow | null> {
  // PostgreSQL has no text with a zero in it.
  if (!catalog.has(SKILLS_TABLE, 'skill_id') || id.includes('\0')) return null;
  const content = catalog.has(SKILLS_TABLE, 'file_content')
    ? `CASE WHEN octet_length(file_content) <= $2 THEN file_content END AS file_content,
       octet_length(file_content) AS file_bytes`
    : 'NULL AS file_content, NULLIF($2::int, $2::int) AS file_bytes';
  const columns = existing(catalog, [...LISTED, 'instructions']);
  const { rows } = await db.query<SkillRow>({
    name: 'find-skill',
    text: `SELECT ${columns}, ${content} FROM ${table(catalog)} WHERE skill_id = $1`,
    values: [id, mostBytes],
  });
  return rows[0] ?? null;
}

/** The skill with this id as lists show it, without its archive. */
export async function findSkillSummary(
  db: Queryable,
  catalog: Catalog,
  id: string,
): Promise<SkillRow | null> {
  if (!catalog.has(SKILLS_TABLE, 'skill_id') || id.includes('\0')) return null;
  const { rows } = await db.query<SkillRow>({
    name: 'find-skill-summary',
    text: `SELECT ${existing(catalog, LISTED)} FROM ${table(catalog)} WHERE skill_id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Skills, the newest first, without their archives. */
export async function listSkills(
  db: Queryable,
  catalog: Catalog,
  { limit, after }: { readonly limit: number; readonly after: SkillPlace | null },
): Promise<readonly SkillRow[]> {
  if (!catalog.has(SKILLS_TABLE, 'skill_id')) return [];
  const where = after === null ? '' : 'WHERE (created_at, skill_id) < ($2, $3)';
  const { rows } = await db.query<SkillRow>({
    name: 'list-skills',
    text: `SELECT ${existing(catalog, LISTED)} FROM ${table(catalog)} ${where}
            ORDER BY created_at DESC, skill_id DESC LIMIT $1`,
    values: after === null ? [limit] : [limit, after.createdAt, after.skillId],
  });
  return rows;
}

function existing(catalog: Catalog, columns: readonly string[]): string {
  return columns
    .filter((column) => catalog.has(SKILLS_TABLE, column))
    .map(quoteName)
    .join(', ');
}

function table(catalog: Catalog): string {
  return quoteTable(catalog.schema, SKILLS_TABLE);
}
