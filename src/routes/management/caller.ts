import type { ApiError } from '../../core/api-error.ts';
import type { Principal } from '../../gateway/principal.ts';
import { standingOf, type Standing } from './permissions.ts';
import { DATABASE_AWAY, KEY_NEEDED } from './refusal.ts';

/** Who manages. */
export interface ManagementCaller {
  readonly standing: Standing;
  /** SHA-256 hex of the key; empty where the gateway runs without keys. */
  readonly keyHash: string;
  /** It came with the master key, which has no row. */
  readonly isMaster: boolean;
}

/** What a caller is to these routes, which are never public. */
export function toCaller(principal: Principal): ManagementCaller | ApiError {
  const { keyHash } = principal;
  if (principal.kind === 'anybody') return KEY_NEEDED;
  if (principal.kind === 'unchecked') return DATABASE_AWAY;
  if (principal.kind === 'admin') return { standing: 'admin', keyHash, isMaster: true };
  return { standing: standingOf(principal.grant.role), keyHash, isMaster: false };
}
