import type { KeyGrant, Soon } from '../access/access.ts';
import type { ApiError } from '../core/api-error.ts';

/** Who calls. `keyHash`: SHA-256 hex of the key; empty where the gateway runs without keys. */
export type Principal =
  | { readonly kind: 'admin'; readonly keyHash: string }
  | { readonly kind: 'key'; readonly keyHash: string; readonly grant: KeyGrant }
  /** Brought what may be a virtual key while nobody could check it, and the configuration lets such in. */
  | { readonly kind: 'unchecked'; readonly keyHash: string }
  /** Came without a key to a public route. */
  | { readonly kind: 'anybody'; readonly keyHash: '' };

/** A key; why it may not be used; null: there are no virtual keys; or it is let in as it is. */
export type FoundKey = KeyGrant | ApiError | 'unchecked' | null;

/** Finds a virtual key by the SHA-256 hex of the whole key. At once when it is known already. */
export type KeyLookup = (keyHash: string) => Soon<FoundKey>;
