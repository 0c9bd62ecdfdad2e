import { randomUUID } from 'node:crypto';
import { deleteSkill } from '../../db/queries/delete-skill.ts';
import { SKILLS_TABLE } from '../../db/queries/find-skills.ts';
import { insertSkill } from '../../db/queries/insert-skill.ts';
import { STORED_PREFIX } from '../../skills/skill.ts';
import { summaryOf } from '../../skills/stored-skills.ts';
import { runChange } from '../management/change.ts';
import { NO_DATABASE, Refusal, UNSUPPORTED } from '../management/refusal.ts';
import type { Work } from '../management/work.ts';
import { readUpload, type UploadedSkill } from './read-upload.ts';
import { viewSkill } from './skill-view.ts';
import { noSuchSkill, type SkillOperation, type SkillWork } from './skill-work.ts';

const TABLE = SKILLS_TABLE.replace('LiteLLM_', '');

/** `POST /v1/skills`. */
export const createSkill: SkillOperation = async (call) => {
  const work = toWork(call);
  const uploaded = await readUpload(call.exchange);
  if (uploaded === null) return null;
  const id = `${STORED_PREFIX}skill_${randomUUID()}`;
  return runChange(work, async (change) => {
    const { now, actor, tx } = change;
    const row = await insertSkill(tx, work.catalog, {
      skill_id: id,
      ...fieldsOf(uploaded),
      source: 'custom',
      latest_version: String(work.nowMs * 1_000),
      created_at: now,
      updated_at: now,
      created_by: actor,
      updated_by: actor,
    });
    const shown = viewSkill(summaryOf(row));
    // A request may have asked for the id before, and been remembered as having been wrong.
    change.touch('skill', id);
    change.audit({ action: 'created', table: TABLE, id, after: shown });
    return shown;
  });
};

/** `DELETE /v1/skills/{id}`. */
export const removeSkill: SkillOperation = async (call) => {
  const { id } = call;
  if (!id.startsWith(STORED_PREFIX)) throw fromFolder(id);
  const work = toWork(call);
  return runChange(work, async (change) => {
    if (!(await deleteSkill(change.tx, work.catalog, id))) throw noSuchSkill(id);
    change.touch('skill', id);
    change.audit({ action: 'deleted', table: TABLE, id });
    return { id, type: 'skill_deleted' };
  });
};

function fieldsOf({ title, manifest, archive, fileName }: UploadedSkill) {
  return {
    display_title: title,
    description: manifest.description,
    file_content: archive,
    file_name: fileName,
    file_type: 'application/zip',
  };
}

/** The same call for what changes rows of any kind. Throws a `Refusal` where no skill can be stored. */
function toWork({ parts, store, caller, query, id }: SkillWork): Work {
  if (store === null) throw new Refusal(NO_DATABASE);
  if (!store.catalog.has(SKILLS_TABLE, 'file_content')) throw new Refusal(UNSUPPORTED);
  const { management } = parts;
  const nowMs = management.gateway.clock.wallMs();
  const call = { caller, query, params: [id], body: {}, nowMs, changedBy: null };
  return { ...store, parts: management, ...call };
}

function fromFolder(id: string): Refusal {
  return new Refusal({
    status: 400,
    type: 'invalid_request_error',
    code: 'skill_not_stored',
    message: `"${id.slice(0, 100)}" is no stored skill: those of folders are deleted there.`,
    param: 'skill_id',
  });
}
