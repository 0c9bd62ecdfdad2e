/** Formats in which LiteLLM keeps secrets. */
export type BoxFormat = 'nacl' | 'v2' | 'v3';

/** Where a value stands, for messages. */
export interface SecretPlace {
  readonly table: string;
  readonly column: string;
  /** Primary key of the row. */
  readonly row: string;
  /** JSON pointer inside the column. */
  readonly path: string;
}

/** What a stored text turned out to be. */
export type Opened =
  /** Plain text: decrypted, or never encrypted. `format` null: it was not. */
  | { readonly kind: 'text'; readonly text: string; readonly format: BoxFormat | null }
  /** Ciphertext that no key opens. */
  | { readonly kind: 'unreadable' };

/** Opens and seals values: the keyring as the stored models need it. */
export interface SecretBox {
  open(text: string, place: SecretPlace): Opened;
  seal(text: string, format: BoxFormat): string;
}
