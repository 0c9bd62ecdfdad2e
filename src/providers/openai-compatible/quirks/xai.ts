import { isJsonObject, type JsonObject } from '../../shared/json-value.ts';
import { objectsOf } from '../../shared/openai-json.ts';
import type { RequestDraft } from '../../shared/request-draft.ts';
import type { OutgoingParam } from '../row.ts';
import { mapMessages, mapTools, without } from './messages.ts';

const NO_STOP = /grok-3-mini|grok-4|grok-code-fast/;
const NO_FREQUENCY_PENALTY = /grok-4|grok-code-fast/;

/** Grok models that think refuse some sampling parameters. */
export function refusesForGrok({ name, model }: OutgoingParam): boolean {
  if (name === 'stop') return NO_STOP.test(model);
  return name === 'frequency_penalty' && NO_FREQUENCY_PENALTY.test(model);
}

/** xAI knows neither names of speakers nor strict tools. */
export function cleanXaiRequest(draft: RequestDraft): void {
  mapMessages(draft, (message) => without(message, 'name'));
  mapTools(draft, (tool) => {
    const before = tool['function'];
    if (!isJsonObject(before)) return tool;
    const after = without(before, 'strict');
    return after === before ? tool : { ...tool, function: after };
  });
}

/** xAI writes `""` where a stream goes on, or where it ended in tool calls. */
export function fixXaiChoice(choice: JsonObject, part: 'message' | 'delta'): JsonObject {
  if (choice['finish_reason'] !== '') return choice;
  if (part === 'delta') return { ...choice, finish_reason: null };
  const message = choice['message'];
  const calls = isJsonObject(message) ? objectsOf(message['tool_calls']) : [];
  return { ...choice, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' };
}
