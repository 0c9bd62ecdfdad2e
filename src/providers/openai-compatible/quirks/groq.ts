import type { JsonObject } from '../../shared/json-value.ts';
import type { RequestDraft } from '../../shared/request-draft.ts';
import { mapMessages } from './messages.ts';

/** Groq refuses null members (`function_call`, `refusal`…) that clients echo from earlier answers. */
export function dropGroqNulls(draft: RequestDraft): void {
  mapMessages(draft, (message) =>
    message['role'] === 'assistant' ? withoutNulls(message) : message,
  );
}

function withoutNulls(message: JsonObject): JsonObject {
  const entries = Object.entries(message);
  const kept = entries.filter(([name, value]) => value !== null || name === 'content');
  return kept.length === entries.length ? message : Object.fromEntries(kept);
}
