import type { Confidence } from '../../diagnostics/finding.ts';
import type { Shape, Writing } from './key-shape.ts';

/** What a secret is good for, as far as its form tells. */
export type KeyFamily =
  /** Calls models, or whatever its service does. */
  | 'key'
  /** Manages an organisation: creates keys, reads bills. */
  | 'admin-key'
  /** Names a key without being one: half of a pair. */
  | 'identifier'
  | 'private-key'
  | 'jwt'
  | 'webhook'
  | 'database-url'
  | 'url';

/** How the keys of one issuer are written. */
export interface KeyForm {
  /** Kebab-case, `groq`; `{{groq}}` in a sample is a key of this form. */
  readonly id: string;
  /** `Groq`. */
  readonly issuer: string;
  /** What a reader is told it is: `Groq API key`. */
  readonly label: string;
  readonly family: KeyFamily;
  /** The provider as LiteLLM names it; null: not a model provider. */
  readonly provider: string | null;
  /** The environment variable it usually stands in; null: none in particular. */
  readonly variable: string | null;
  readonly writing: Writing;
  /** A word that stands near it: without one the form alone says too little. Null: it says enough. */
  readonly context: RegExp | null;
  /** Bits a character, by Shannon; what has less was typed by a person. */
  readonly minEntropy: number;
  readonly minDigits: number;
  readonly confidence: Confidence;
  /** `weak`: what may be a password. It is never hashed. */
  readonly strength: 'strong' | 'weak';
  /** Where it is revoked; '' where there is no such page. */
  readonly revoke: string;
}

/** A form as it is written in the tables: what is usual is left out. */
export type KeyFormDraft = Pick<KeyForm, 'id' | 'issuer' | 'label'> &
  Partial<KeyForm> &
  ({ readonly shape: Shape } | { readonly writing: Writing });
