import type { ApiError } from '../../core/api-error.ts';
import { sendJson } from '../../gateway/respond.ts';
import type { Exchange } from '../../http/exchange.ts';
import { SkillFault } from '../../skills/skill.ts';
import { findPrincipal } from '../guard.ts';
import { toCaller } from '../management/caller.ts';
import { mayCall, type Need } from '../management/permissions.ts';
import { checkParams, readQuery } from '../management/read-request.ts';
import { DATABASE_AWAY, NOT_ALLOWED, toApiError } from '../management/refusal.ts';
import type { Route } from '../route.ts';
import { createSkill, removeSkill } from './change-skills.ts';
import { listAllSkills, showSkill } from './show-skills.ts';
import { sendSkillError } from './skill-error.ts';
import type { SkillOperation, SkillRouteParts } from './skill-work.ts';

interface Endpoint {
  readonly method: string;
  readonly path: string;
  /** Every key may read; the key of an admin is needed for the rest. */
  readonly need: Need;
  readonly run: SkillOperation;
}

const ENDPOINTS: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/skills', need: 'write', run: createSkill },
  { method: 'GET', path: '/v1/skills', need: 'own', run: listAllSkills },
  { method: 'GET', path: '/v1/skills/{id}', need: 'own', run: showSkill },
  { method: 'DELETE', path: '/v1/skills/{id}', need: 'write', run: removeSkill },
];

/** Skills in the shape of Anthropic's API of October 2025, as LiteLLM has them. */
export function skillRoutes(parts: SkillRouteParts): Route[] {
  return ENDPOINTS.map((endpoint) => ({
    method: endpoint.method,
    path: endpoint.path,
    handle: async (exchange, [id = '']) => {
      const answered = await answer(parts, endpoint, { exchange, id });
      if ('error' in answered) sendSkillError(exchange, answered.error);
      else if (answered.document !== null) {
        sendJson(exchange, 200, JSON.stringify(answered.document));
      }
    },
  }));
}

interface Call {
  readonly exchange: Exchange;
  readonly id: string;
}

/** `document` is null when the client has left. */
type Answered = { readonly document: unknown } | { readonly error: ApiError };

/** Who calls comes before everything else: a stranger learns nothing of the database. */
async function answer(parts: SkillRouteParts, endpoint: Endpoint, call: Call): Promise<Answered> {
  const { gateway, store: storeOf } = parts.management;
  const principal = await findPrincipal(gateway, call.exchange);
  if ('status' in principal) return { error: principal };
  const caller = toCaller(principal);
  if ('status' in caller) return { error: caller };
  if (!mayCall(caller.standing, endpoint.need)) return { error: NOT_ALLOWED };
  const store = storeOf();
  if (store === 'away') return { error: DATABASE_AWAY };
  try {
    const query = readQuery(call.exchange);
    checkParams([call.id]);
    return { document: await endpoint.run({ parts, ...call, caller, query, store }) };
  } catch (thrown) {
    const error = thrown instanceof SkillFault ? UNREADABLE : toApiError(thrown);
    if (error === null) throw thrown;
    return { error };
  }
}

const UNREADABLE: ApiError = {
  status: 500,
  type: 'api_error',
  code: 'skill_unreadable',
  message: 'The skill cannot be read; the log of the gateway says why.',
};
