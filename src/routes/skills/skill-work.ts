import type { SkillLibrary } from '../../skills/skill-library.ts';
import type { ManagementCaller } from '../management/caller.ts';
import { Refusal } from '../management/refusal.ts';
import type { ManagementParts, ManagementStore } from '../management/work.ts';
import type { Exchange } from '../../http/exchange.ts';

/** What the routes of skills stand on. */
export interface SkillRouteParts {
  readonly management: ManagementParts;
  readonly library: SkillLibrary;
}

/** One call of them, by somebody who may make it. */
export interface SkillWork {
  readonly parts: SkillRouteParts;
  readonly exchange: Exchange;
  readonly caller: ManagementCaller;
  readonly query: URLSearchParams;
  /** Of the path; empty where it has none. */
  readonly id: string;
  /** Null where the gateway runs without a database. */
  readonly store: ManagementStore | null;
}

/** What an operation does: gives the document of the answer, or null when the client has left. */
export type SkillOperation = (work: SkillWork) => Promise<unknown>;

/** No skill has this id. */
export function noSuchSkill(id: string): Refusal {
  return new Refusal({
    status: 404,
    type: 'not_found_error',
    code: 'skill_not_found',
    message: `There is no skill "${id.slice(0, 100)}". GET /v1/skills lists those that there are.`,
    param: 'skill_id',
  });
}
