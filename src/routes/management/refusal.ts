import type { ApiError } from '../../core/api-error.ts';
import { ServiceFault } from '../../core/service-fault.ts';
import { QueryFault } from '../../db/query-fault.ts';
import { badRequest } from '../../gateway/refusals.ts';

/**
 * Says no from anywhere inside an operation. Thrown, not returned, because a transaction must be
 * rolled back on its way.
 */
export class Refusal extends Error {
  readonly error: ApiError;

  constructor(error: ApiError) {
    super(error.message);
    this.name = 'Refusal';
    this.error = error;
  }
}

/** A field of the body, or a parameter, that cannot be taken. */
export function wrongField(field: string, problem: string): Refusal {
  return new Refusal(badRequest('invalid_field', `"${field.slice(0, 100)}" ${problem}.`, field));
}

/** `what` is of a fixed set: the name itself may be a key. */
export function notThere(what: string, param: string): Refusal {
  const message = `There is no such ${what} in the database.`;
  return new Refusal({
    status: 404,
    type: 'not_found_error',
    code: `${what}_not_found`,
    message,
    param,
  });
}

/** Something with the same name exists. */
export function existsAlready(what: string, param: string): Refusal {
  const message = `A ${what} with this ${param} exists already; choose another or update that one.`;
  return new Refusal({
    status: 409,
    type: 'invalid_request_error',
    code: 'already_exists',
    message,
    param,
  });
}

/** The gateway runs without a database. */
export const NO_DATABASE: ApiError = {
  status: 400,
  type: 'no_db_connection',
  code: 'no_db_connection',
  message: 'No connected db. Set DATABASE_URL or general_settings.database_url.',
};

/** The authorisation table says no. */
export const NOT_ALLOWED: ApiError = {
  status: 403,
  type: 'auth_error',
  code: 'admin_only',
  message: 'This route needs the master key or the key of a proxy admin.',
};

/** Management is never public, whatever `public_routes` says. */
export const KEY_NEEDED: ApiError = {
  status: 401,
  type: 'auth_error',
  code: 'missing_api_key',
  message: 'Authentication Error, No api key passed in.',
};

/** What an operation ended with, as the client is told; null for what nobody expected. */
export function toApiError(thrown: unknown): ApiError | null {
  if (thrown instanceof Refusal) return thrown.error;
  if (thrown instanceof ServiceFault) return DATABASE_AWAY;
  if (thrown instanceof QueryFault) return queryError(thrown);
  return null;
}

function queryError({ kind, sqlstate, names }: QueryFault): ApiError {
  if (sqlstate === '23505') return existsAlready('row', names.constraint ?? 'key').error;
  if (sqlstate === '23503') {
    const param = referenceOf(names.constraint);
    const message =
      'The database refuses it: another row refers to this one, or the one named does not exist.';
    return badRequest('invalid_reference', message, param);
  }
  if (kind === 'missing') return UNSUPPORTED;
  if (kind === 'other' || kind === 'conflict') {
    return badRequest(
      'refused_by_database',
      `The database refuses the values (${sqlstate}).`,
      names.column,
    );
  }
  return unavailable(`it refuses the change at the moment (${sqlstate})`);
}

/** This version of LiteLLM's schema has no such table. */
export const UNSUPPORTED: ApiError = {
  status: 501,
  type: 'invalid_request_error',
  code: 'not_in_this_database',
  message: "This database, of an older LiteLLM, has no table for that; run LiteLLM's migrations.",
};

/** There is a database, but not at the moment. */
export const DATABASE_AWAY: ApiError = unavailable('it cannot be reached');

function unavailable(why: string): ApiError {
  return {
    status: 503,
    type: 'service_unavailable',
    code: 'database_unavailable',
    message: `The database does not answer: ${why}. Try again.`,
    retryAfterS: 2,
  };
}

/** `LiteLLM_VerificationToken_budget_id_fkey` is about `budget_id`. */
function referenceOf(constraint: string | null): string | null {
  return /^LiteLLM_[A-Za-z]+_(\w+)_fkey$/.exec(constraint ?? '')?.[1] ?? null;
}
