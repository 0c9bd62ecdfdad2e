import { contextualForms } from './contextual-forms.ts';
import type { KeyForm, KeyFormDraft } from './key-form.ts';
import { writingOf } from './key-shape.ts';
import { modelProviderForms } from './model-provider-forms.ts';
import { platformForms } from './platform-forms.ts';
import { structuredForms } from './structured-forms.ts';

/** The day the forms were compared with what issuers give out. */
export const KEY_FORMS_AS_OF = '2026-09-01';

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
