/** Who calls. */
export interface Principal {
  /** `anybody`: came without a key to a public route. */
  readonly kind: 'admin' | 'key' | 'anybody';
  /** SHA-256 hex of the key; empty where the gateway runs without keys. */
  readonly keyHash: string;
}

/** Finds the owner of a key by the SHA-256 hex of the whole key; null when there is none. */
export type KeyLookup = (keyHash: string) => Promise<Principal | null>;
