import { textAt, timeAt } from '../db/read-columns.ts';
import type { Catalog } from '../db/catalog.ts';
import type { Queryable } from '../db/database.ts';
import { findSkill, type SkillRow } from '../db/queries/find-skills.ts';
import { readSkillMd } from './read-skill-md.ts';
import { readInstructions, type ArchivedText } from './skill-archive.ts';
import { SkillFault, type Skill, type SkillSummary } from './skill.ts';
import { SKILL_ZIP_BOUNDS, ZipFault } from './zip-reader.ts';

/** The database that skills are stored in. */
export interface SkillStore {
  readonly database: Queryable;
  readonly catalog: Catalog;
}

/**
 * Reads a stored skill: the instructions in its archive, else those of the row, as LiteLLM does. Null
 * when there is none with this id; a `SkillFault` when there are no instructions to be had.
 */
export async function readStoredSkill(
  { database, catalog }: SkillStore,
  id: string,
): Promise<Skill | null> {
  const row = await findSkill(database, catalog, { id, mostBytes: SKILL_ZIP_BOUNDS.mostBytes });
  if (row === null) return null;
  const title = textAt(row, 'display_title') ?? id;
  const instructions = textAt(row, 'instructions');
  const archived = readArchive(row, instructions === null ? id : null);
  const text = archived?.text ?? instructions;
  if (text === null) throw new SkillFault(id, 'it has neither a SKILL.md nor instructions');
  return { id, name: nameIn(text) ?? textAt(row, 'display_title') ?? id, title, text };
}

/** What lists show of a row. */
export function summaryOf(row: SkillRow): SkillSummary {
  const createdMs = timeAt(row, 'created_at') ?? 0;
  return {
    id: textAt(row, 'skill_id') ?? '',
    title: textAt(row, 'display_title'),
    description: textAt(row, 'description'),
    source: textAt(row, 'source') ?? 'custom',
    latestVersion: textAt(row, 'latest_version'),
    createdMs,
    updatedMs: timeAt(row, 'updated_at') ?? createdMs,
  };
}

/** `id` is null where instructions of the row can stand in for an archive that is of no use. */
function readArchive(row: SkillRow, id: string | null): ArchivedText | null {
  const content = row['file_content'];
  const tooLarge = content === null && row['file_bytes'] !== null;
  try {
    if (tooLarge) throw new ZipFault('the archive is too large');
    return Buffer.isBuffer(content) && content.length > 0 ? readInstructions(content) : null;
  } catch (thrown) {
    if (!(thrown instanceof ZipFault)) throw thrown;
    if (id !== null) throw new SkillFault(id, thrown.message);
    return null;
  }
}

/** LiteLLM stores whatever it is given: a skill without frontmatter is one too. */
function nameIn(text: string): string | null {
  try {
    return readSkillMd(text, 'SKILL.md').name;
  } catch (thrown) {
    if (thrown instanceof SkillFault) return null;
    throw thrown;
  }
}
