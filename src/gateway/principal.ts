import type { KeyGrant, Soon } from '../access/access.ts';
import type { ApiError } from '../core/api-error.ts';

/** Who calls. `keyHash`: SHA-256 hex of the key; empty where the gateway runs without keys. */
export type Principal =
  | { readonly kind: 'admin'; readonly keyHash: string }
  | { readonly kind: 'key'; readonly keyHash: string; readonly grant: KeyGrant }
  /** Came without a key to a public route. */
  | { readonly kind: 'anybody'; readonly keyHash: '' };

/**
 * Finds a virtual key by the SHA-256 hex of the whole key; an error that says why it may not be
 * used; null where there are no virtual keys. At once when it is known already.
 */
export type KeyLookup = (keyHash: string) => Soon<KeyGrant | ApiError | null>;
