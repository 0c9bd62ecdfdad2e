/**
 * How a value is sealed. `nacl`, `v2` and `v3` are LiteLLM's, oldest first; `llmgw1` is ours and
 * binds the value to its place and its key.
 */
export type SealFormat = 'nacl' | 'v2' | 'v3' | 'llmgw1';

/** Base64 with `-_` or with `+/`. */
export type Alphabet = 'url' | 'standard';

/** What a sealed text looks like from outside: enough to write another one like it. */
export interface Shape {
  readonly format: SealFormat;
  /** Starts with `litellm_enc::`. */
  readonly marker: boolean;
  readonly alphabet: Alphabet;
}

/** Where a value stands. `llmgw1` authenticates it: a value that was moved does not open. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly pk: string;
  /** JSON pointer (RFC 6901); empty for a text column. */
  readonly pointer: string;
}

/** LiteLLM puts it before ciphertext in columns that hold plaintext as well. */
export const MARKER = 'litellm_enc::';

/** What stands before the base64. No other format's text can start with it: `:` is not base64. */
export const PREFIXES = {
  nacl: '',
  v2: 'v2:gcm:',
  v3: 'v3:gcm:',
  llmgw1: 'llmgw1:',
} as const satisfies Record<SealFormat, string>;

/** The text without its marker. */
export function withoutMarker(text: string): string {
  return text.startsWith(MARKER) ? text.slice(MARKER.length) : text;
}

/** The format that the prefix of a text without marker names; `nacl` has none. */
export function prefixedFormat(text: string): Exclude<SealFormat, 'nacl'> | null {
  if (text.startsWith(PREFIXES.v2)) return 'v2';
  if (text.startsWith(PREFIXES.v3)) return 'v3';
  return text.startsWith(PREFIXES.llmgw1) ? 'llmgw1' : null;
}
