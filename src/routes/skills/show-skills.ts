import { findSkillSummary, listSkills, type SkillPlace } from '../../db/queries/find-skills.ts';
import { readFolderSkill } from '../../skills/folder-skills.ts';
import { STORED_PREFIX, type SkillSummary } from '../../skills/skill.ts';
import { summaryOf } from '../../skills/stored-skills.ts';
import { readCount } from '../management/paging.ts';
import { wrongField } from '../management/refusal.ts';
import { viewSkill } from './skill-view.ts';
import { noSuchSkill, type SkillOperation, type SkillWork } from './skill-work.ts';

const PAGE = { fallback: 20, most: 100 };

/** Where a page begins: behind a skill of a folder, or behind a stored one. */
type Cursor =
  | { readonly kind: 'folder'; readonly name: string }
  | { readonly kind: 'stored'; readonly place: SkillPlace | null };

/** `GET /v1/skills`: those of folders by name, then the stored ones, the newest first. */
export const listAllSkills: SkillOperation = async (work) => {
  const limit = readCount(work.query, 'limit', PAGE);
  const cursor = readCursor(work.query.get('page'));
  const folders = await foldersFrom(work, cursor);
  const after = cursor.kind === 'stored' ? cursor.place : null;
  // One more than the page: whether it is there is all that is asked of it.
  const wanted = limit + 1 - folders.length;
  const stored = wanted > 0 ? await storedFrom(work, wanted, after) : [];
  const found = [...folders, ...stored];
  const data = found.slice(0, limit);
  const last = found.length > limit ? data.at(-1) : undefined;
  return {
    data: data.map(viewSkill),
    has_more: last !== undefined,
    next_page: last === undefined ? null : writeCursor(last),
  };
};

/** `GET /v1/skills/{id}`. */
export const showSkill: SkillOperation = async ({ parts, store, id }) => {
  if (!id.startsWith(STORED_PREFIX)) {
    const found = await readFolderSkill(parts.library.settings.folders, id);
    if (found === null) throw noSuchSkill(id);
    return viewSkill(found.summary);
  }
  const row = store === null ? null : await findSkillSummary(store.database, store.catalog, id);
  if (row === null) throw noSuchSkill(id);
  return viewSkill(summaryOf(row));
};

async function foldersFrom({ parts }: SkillWork, cursor: Cursor): Promise<readonly SkillSummary[]> {
  if (cursor.kind === 'stored') return [];
  const { skills } = await parts.library.listFolders();
  return skills.map(({ summary }) => summary).filter(({ id }) => id > cursor.name);
}

async function storedFrom(
  { store }: SkillWork,
  limit: number,
  after: SkillPlace | null,
): Promise<readonly SkillSummary[]> {
  if (store === null) return [];
  const rows = await listSkills(store.database, store.catalog, { limit, after });
  return rows.map(summaryOf);
}

/** Opaque to clients. */
function writeCursor({ id, createdMs }: SkillSummary): string {
  const text = id.startsWith(STORED_PREFIX) ? `s:${createdMs}:${id}` : `f:${id}`;
  return Buffer.from(text).toString('base64url');
}

/** Throws a `Refusal`. */
function readCursor(page: string | null): Cursor {
  if (page === null || page === '') return { kind: 'folder', name: '' };
  const text = Buffer.from(page, 'base64url').toString('utf8');
  const folder = /^f:([a-z0-9-]+)$/.exec(text)?.[1];
  if (folder !== undefined) return { kind: 'folder', name: folder };
  const [, ms = '', id = ''] = /^s:(\d{1,15}):([^\0]+)$/.exec(text) ?? [];
  if (id === '') throw wrongField('page', 'must be `next_page` of an earlier answer');
  return { kind: 'stored', place: { createdAt: new Date(Number(ms)), skillId: id } };
}
