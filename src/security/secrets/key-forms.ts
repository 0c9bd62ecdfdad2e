import type { Confidence } from '../../diagnostics/finding.ts';
import { contextualForms } from './contextual-forms.ts';
import { writingOf, type Shape, type Writing } from './key-shape.ts';
import { modelProviderForms } from './model-provider-forms.ts';
import { platformForms } from './platform-forms.ts';
import { structuredForms } from './structured-forms.ts';

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

/** The day the forms were compared with what issuers give out. */
export const KEY_FORMS_AS_OF = '2026-09-01';

/** A form as it is written in the tables: what is usual is left out. */
export type KeyFormDraft = Pick<KeyForm, 'id' | 'issuer' | 'label'> &
  Partial<KeyForm> &
  ({ readonly shape: Shape } | { readonly writing: Writing });

/** Every form; of two that fit one text, the first is meant. */
export const KEY_FORMS: readonly KeyForm[] = [
  ...modelProviderForms,
  ...platformForms,
  ...structuredForms,
  ...contextualForms,
].map(complete);

function complete(draft: KeyFormDraft): KeyForm {
  const { id, issuer, label } = draft;
  return {
    id,
    issuer,
    label,
    family: draft.family ?? 'key',
    provider: draft.provider ?? null,
    variable: draft.variable ?? null,
    writing: 'shape' in draft ? writingOf(draft.shape) : draft.writing,
    context: draft.context ?? null,
    minEntropy: draft.minEntropy ?? 2.8,
    minDigits: draft.minDigits ?? 0,
    confidence: draft.confidence ?? 'high',
    strength: draft.strength ?? 'strong',
    revoke: draft.revoke ?? '',
  };
}

const byId = new Map(KEY_FORMS.map((form) => [form.id, form]));

/** The form of an id, or null. */
export function keyForm(id: string): KeyForm | null {
  return byId.get(id) ?? null;
}
