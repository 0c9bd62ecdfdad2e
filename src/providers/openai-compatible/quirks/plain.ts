import { isJsonObject } from '../../shared/json-value.ts';
import type { RequestDraft } from '../../shared/request-draft.ts';

/** For providers that know only the old name. */
export function useMaxTokens(draft: RequestDraft): void {
  draft.rename('max_completion_tokens', 'max_tokens');
}

/** `{"type":"text"}` is the default, and together_ai refuses to hear it. */
export function dropTextFormat(draft: RequestDraft): void {
  const format = draft.get('response_format');
  if (isJsonObject(format) && format['type'] === 'text') draft.remove('response_format');
}

/** Fireworks keeps its own models under a long prefix; full names pass. */
export function toFireworksModel(model: string, operation: string): string {
  if (operation === 'embedding' || model.startsWith('accounts/')) return model;
  return `accounts/fireworks/models/${model}`;
}
