import { isJsonObject } from '../../shared/json-value.ts';
import type { RequestDraft } from '../../shared/request-draft.ts';
import { joinTextParts, mapMessages } from './messages.ts';

/** DeepSeek reads content as a string only. */
export function joinDeepseekContent(draft: RequestDraft): void {
  mapMessages(draft, joinTextParts);
}

/** Thinking is on or off at DeepSeek: budgets and degrees of effort do not exist. */
export function switchDeepseekThinking(draft: RequestDraft): void {
  const thinking = draft.get('thinking');
  const effort = draft.get('reasoning_effort');
  draft.remove('reasoning_effort');
  if (isJsonObject(thinking)) {
    const type = thinking['type'] === 'disabled' ? 'disabled' : 'enabled';
    draft.set('thinking', { type });
  } else if (typeof effort === 'string' && effort !== 'none') {
    draft.set('thinking', { type: 'enabled' });
  }
}
