import type { ApiError } from '../../core/api-error.ts';
import { sendError, sendJson } from '../../gateway/respond.ts';
import type { Exchange } from '../../http/exchange.ts';
import { requirePrincipal } from '../guard.ts';
import type { Route } from '../route.ts';
import { toCaller, type ManagementCaller } from './caller.ts';
import { OPERATIONS } from './operations.ts';
import { mayCall, PERMISSIONS, type OperationName } from './permissions.ts';
import { checkParams, readBody, readQuery } from './read-request.ts';
import { DATABASE_AWAY, NO_DATABASE, NOT_ALLOWED, toApiError } from './refusal.ts';
import type { ManagementParts, ManagementStore, Work } from './work.ts';

/** Keys, teams, users, budgets, models, credentials and spend, kept in the database. */
export function managementRoutes(parts: ManagementParts): Route[] {
  return Object.keys(PERMISSIONS)
    .filter(isOperation)
    .map((name) => {
      const [method = '', path = ''] = name.split(' ');
      return {
        method,
        path,
        handle: (exchange, params) => answer(parts, name, { exchange, params }),
      };
    });
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(PERMISSIONS, name);
}

const BODILESS = new Set(['GET', 'HEAD', 'DELETE']);

interface Call {
  readonly exchange: Exchange;
  readonly params: readonly string[];
}

/** Who calls comes before everything else: a stranger learns nothing of the database. */
async function answer(parts: ManagementParts, name: OperationName, call: Call): Promise<void> {
  const { exchange } = call;
  const principal = await requirePrincipal(parts.gateway, exchange);
  if (principal === null) return;
  const answered = await attempt(parts, name, { ...call, caller: toCaller(principal) });
  if (answered === null) return;
  if ('document' in answered) sendJson(exchange, 200, JSON.stringify(answered.document));
  else sendError(exchange, answered, parts.gateway.runtime.config.llmgw.errorCode);
}

/** The document of the answer, or the error; null when the client has left. */
async function attempt(
  parts: ManagementParts,
  name: OperationName,
  { caller, ...call }: Call & { readonly caller: ManagementCaller | ApiError },
): Promise<{ readonly document: unknown } | ApiError | null> {
  if ('status' in caller) return caller;
  if (!mayCall(caller.standing, PERMISSIONS[name])) return NOT_ALLOWED;
  const store = parts.store();
  if (store === null) return NO_DATABASE;
  if (store === 'away') return DATABASE_AWAY;
  try {
    const work = await prepare(parts, store, { ...call, caller });
    return work === null ? null : { document: await OPERATIONS[name](work) };
  } catch (thrown) {
    const error = toApiError(thrown);
    if (error === null) throw thrown;
    return error;
  }
}

/** Null when the client has left. */
async function prepare(
  parts: ManagementParts,
  store: ManagementStore,
  { exchange, params, caller }: Call & { readonly caller: ManagementCaller },
): Promise<Work | null> {
  const query = readQuery(exchange);
  const body = BODILESS.has(exchange.method) ? {} : await readBody(exchange);
  if (body === null) return null;
  return {
    ...store,
    parts,
    caller,
    body,
    query,
    params: checkParams(params),
    nowMs: parts.gateway.clock.wallMs(),
    changedBy: readChangedBy(exchange),
  };
}

/** A name for the audit log; what would not be one is left out. */
function readChangedBy(exchange: Exchange): string | null {
  const name = exchange.header('litellm-changed-by')?.trim() ?? '';
  return /^[\x20-\x7e]{1,255}$/.test(name) ? name : null;
}
