/** Who calls. */
export interface Principal {
  readonly kind: 'admin' | 'key';
  /** SHA-256 hex of the key; empty where the gateway runs without keys. */
  readonly keyHash: string;
}

/** Finds the owner of a key by the SHA-256 hex of the whole key; null when there is none. */
export type KeyLookup = (keyHash: string) => Promise<Principal | null>;
