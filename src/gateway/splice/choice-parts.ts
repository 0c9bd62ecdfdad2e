import {
  isJsonObject,
  listAt,
  objectAt,
  type JsonObject,
} from '../../providers/shared/json-value.ts';
import { objectsOf } from '../../providers/shared/openai-json.ts';

/** What a streamed choice brings, member by member. */
export interface ChoiceParts {
  readonly content: string;
  readonly reasoning: string;
  readonly toolCalls: readonly JsonObject[];
}

const REASONING = ['reasoning_content', 'reasoning'] as const;

/** Reads a choice of a chat or a legacy completion. */
export function partsOf(choice: JsonObject): ChoiceParts {
  const delta = objectAt(choice, 'delta');
  return {
    content: textOf(choice['text'] ?? delta['content']),
    reasoning: textOf(delta['reasoning_content'] ?? delta['reasoning']),
    toolCalls: objectsOf(delta['tool_calls']),
  };
}

/** The choice with less in it; what stays of each text is its end. */
export function withParts(choice: JsonObject, parts: ChoiceParts): JsonObject {
  const before = partsOf(choice);
  const cut = before.content.length - parts.content.length;
  const whole = cut === 0 ? choice : { ...choice, logprobs: logprobsAfter(choice, cut) };
  if (typeof choice['text'] === 'string') return { ...whole, text: parts.content };
  return { ...whole, delta: cutDelta(objectAt(choice, 'delta'), parts) };
}

/** True when nothing but a role or empty members are left, and the stream does not end with it. */
export function saysNothing(choice: JsonObject): boolean {
  const { text, delta } = choice;
  if (isEnd(choice) || isFilled(text)) return false;
  return (
    !isJsonObject(delta) || !Object.entries(delta).some(([k, v]) => k !== 'role' && isFilled(v))
  );
}

/** True for the choice that says why the answer ends. */
export function isEnd(choice: JsonObject): boolean {
  return (choice['finish_reason'] ?? null) !== null;
}

/** The choice without its delta's `role`. */
export function withoutRole(choice: JsonObject): JsonObject {
  const delta = choice['delta'];
  if (!isJsonObject(delta) || !('role' in delta)) return choice;
  const { role: _, ...rest } = delta;
  return { ...choice, delta: rest };
}

/** Some servers send reasoning under both of its names: both are cut alike. */
function cutDelta(delta: JsonObject, parts: ChoiceParts): JsonObject {
  const cut: Record<string, unknown> = { ...delta };
  if (typeof delta['content'] === 'string') cut['content'] = parts.content;
  for (const name of REASONING) if (typeof delta[name] === 'string') cut[name] = parts.reasoning;
  if (parts.toolCalls.length > 0) cut['tool_calls'] = parts.toolCalls;
  else delete cut['tool_calls'];
  return cut;
}

/** The log probabilities of the tokens that are not wholly cut away. */
function logprobsAfter(choice: JsonObject, cut: number): JsonObject | null {
  const logprobs = choice['logprobs'];
  if (!isJsonObject(logprobs) || !Array.isArray(logprobs['content'])) return null;
  let chars = 0;
  const content = listAt(logprobs, 'content').filter((token) => {
    chars += isJsonObject(token) ? textOf(token['token']).length : 0;
    return chars > cut;
  });
  return { ...logprobs, content };
}

function isFilled(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return !Array.isArray(value) || value.length > 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
