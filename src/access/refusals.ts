import type { ApiError } from '../core/api-error.ts';
import type { ModelLevel } from './model-rule.ts';

const MOST_LISTED = 20;
const LONGEST_NAME = 100;

/** No such key. */
export const UNKNOWN_KEY: ApiError = {
  status: 401,
  type: 'token_not_found_in_db',
  code: 'invalid_api_key',
  message: 'Authentication Error, the api key is not valid for this gateway.',
};

/** The key is not known, and nobody can be asked. */
export const DATABASE_AWAY: ApiError = {
  status: 503,
  type: 'service_unavailable',
  code: 'database_unavailable',
  message: 'The key cannot be checked now: the database does not answer. Try again shortly.',
  retryAfterS: 5,
};

/** The key is not known, and too many others are being looked up: no outage, and treated as none. */
export const KEYS_BUSY: ApiError = {
  status: 503,
  type: 'service_unavailable',
  code: 'too_many_lookups',
  message: 'The key cannot be checked now: too many are being looked up. Try again shortly.',
  retryAfterS: 1,
};

/** `subject` begins the sentence: `Key`, `Team=…`. */
export function blocked(subject: string): ApiError {
  return {
    status: 401,
    type: 'auth_error',
    code: 'blocked',
    message: `Authentication Error, ${subject} is blocked. Ask whoever runs this gateway to unblock it.`,
  };
}

/** The key was valid until then, ms since 1970. */
export function expired(atMs: number): ApiError {
  return {
    status: 400,
    type: 'expired_key',
    code: 'expired_key',
    message: `Authentication Error, the key has expired at ${new Date(atMs).toISOString()}.`,
  };
}

const LEVEL_WORDS: Readonly<Record<ModelLevel, string>> = {
  key: 'key',
  team: 'team',
  user: 'user',
  project: 'project',
  org: 'organization',
};

/** A list of models does not hold the one that was asked for. */
export function modelDenied(
  level: ModelLevel,
  model: string,
  allowed: readonly string[],
): ApiError {
  const type = `${level}_model_access_denied`;
  const who = LEVEL_WORDS[level];
  return {
    status: 401,
    type,
    code: type,
    message: `${who} not allowed to access model. This ${who} can only access models=${list(allowed)}. Tried to access ${clip(model)}`,
    param: 'model',
  };
}

/** `allowed_routes` does not hold the path. */
export function routeDenied(path: string, allowed: readonly string[]): ApiError {
  return {
    status: 403,
    type: 'auth_error',
    code: 'route_not_allowed',
    message: `Virtual key is not allowed to call this route. Only allowed to call routes: ${list(allowed)}. Tried to call route: ${clip(path)}`,
  };
}

/** What a budget error tells. */
export interface Exceeded {
  /** Empty for the key itself; else `Team=…`. */
  readonly subject: string;
  /** US dollars. */
  readonly spent: number;
  readonly reserved: number;
  readonly max: number;
  readonly status: number;
}

/** A budget is used up. */
export function budgetExceeded({ subject, spent, reserved, max, status }: Exceeded): ApiError {
  const whose = subject === '' ? '' : `${clip(subject)} `;
  const pending = reserved > 0 ? ` (and ${dollars(reserved)} expected of calls under way)` : '';
  return {
    status,
    type: 'budget_exceeded',
    code: 'budget_exceeded',
    message: `Budget has been exceeded! ${whose}Current cost: ${dollars(spent)}${pending}, Max budget: ${dollars(max)}`,
  };
}

/** What a rate error tells. */
export interface Limited {
  readonly label: string;
  readonly value: string;
  readonly limitType: 'requests' | 'tokens' | 'max_parallel_requests';
  readonly limit: number;
  readonly used: number;
  /** When it is worth trying again, from now, and that moment in ms since 1970. */
  readonly waitMs: number;
  readonly resetAtMs: number;
}

/** A limit of a minute, or of calls at once, is used up. */
export function rateLimited(limited: Limited): ApiError {
  const { label, value, limitType, limit, used, waitMs, resetAtMs } = limited;
  const resetAt = `${new Date(resetAtMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const remaining = Math.max(0, limit - used);
  return {
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    message: `Rate limit exceeded for ${label}: ${clip(value)}. Limit type: ${limitType}. Current limit: ${limit}, Remaining: ${remaining}. Limit resets at: ${resetAt}`,
    retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)),
    headers: ['rate_limit_type', limitType, 'reset_at', resetAt],
  };
}

/** An amount as text. Sums of floats show their dust; a millionth of a cent is enough. */
export function dollars(amount: number): string {
  return String(Math.round(amount * 1e8) / 1e8);
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).map((name) => `'${clip(name)}'`);
  const more = names.length - shown.length;
  return `[${shown.join(', ')}${more > 0 ? `, … and ${more} more` : ''}]`;
}

function clip(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
}
