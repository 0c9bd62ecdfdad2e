import type { Admission, Soon } from '../access/access.ts';
import type { Caller } from '../access/caller.ts';
import type { ApiError } from '../core/api-error.ts';
import type { LlmRequest } from '../core/llm.ts';
import type { Gateway } from './gateway.ts';
import type { Principal } from './principal.ts';
import type { RequestMarks } from './request-marks.ts';
import { readFallbackWish } from './fallbacks.ts';
import type { Route, Routes } from './routing-table.ts';

/** One request that wants to be let in. */
export interface KeyRequest {
  readonly principal: Principal;
  readonly request: LlmRequest;
  readonly route: Route;
  /** What else the request could ask for by name. */
  readonly routes: Pick<Routes, 'resolve'>;
  /** The raw path. */
  readonly path: string;
  readonly marks: RequestMarks;
}

/** LiteLLM's name for whoever brings the master key. */
const ADMIN_USER = 'default_user_id';

/**
 * Asks whether the caller's key may make this call now. Null where nobody counts: without a
 * database. Whoever has the master key is let in, and is charged all the same.
 */
export function admitKey(
  { access, billing }: Pick<Gateway, 'access' | 'billing'>,
  asked: KeyRequest,
): Soon<Admission | ApiError | null> {
  const { principal, request, route, marks } = asked;
  if (principal.kind !== 'key') {
    return billing === null ? null : { caller: adminCaller(asked), headers: [], settle() {} };
  }
  if (access === null) return KEYS_GONE;
  const fallbacks = wishedFallbacks(asked);
  const isFree = ({ candidates }: Route): boolean =>
    billing !== null && candidates.every(({ deployment }) => billing.isFree(deployment));
  return access.admit(principal.grant, {
    model: request.model,
    group: route.group,
    fallbacks: fallbacks.map((one) => ({ model: one.name, group: one.route.group })),
    path: asked.path,
    endUserId: marks.endUserId,
    tags: marks.tags,
    free: isFree(route) && fallbacks.every((one) => isFree(one.route)),
  });
}

interface NamedRoute {
  readonly name: string;
  readonly route: Route;
}

const NO_FALLBACKS: readonly NamedRoute[] = [];

/** Where the request itself wants to go when its model fails. Those of the configuration are granted. */
function wishedFallbacks({ request, routes }: KeyRequest): readonly NamedRoute[] {
  const { requested, disabled } = readFallbackWish(request.json);
  if (requested === null || disabled) return NO_FALLBACKS;
  return requested.flatMap((name) => {
    const route = routes.resolve(name);
    return route === null ? [] : [{ name, route }];
  });
}

function adminCaller({ principal, marks }: KeyRequest): Caller {
  return {
    keyHash: principal.keyHash,
    keyAlias: '',
    userId: principal.kind === 'admin' ? ADMIN_USER : '',
    teamId: '',
    teamAlias: '',
    organizationId: '',
    projectId: '',
    agentId: '',
    endUserId: marks.endUserId ?? '',
    tags: marks.tags,
  };
}

/** The key was found, and the database was taken out of the configuration in the same moment. */
const KEYS_GONE: ApiError = {
  status: 503,
  type: 'service_unavailable',
  code: 'database_unavailable',
  message: 'Virtual keys cannot be checked now: the database is not connected.',
  retryAfterS: 5,
};
