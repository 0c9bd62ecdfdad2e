import { isJsonObject, type JsonObject } from '../../shared/json-value.ts';
import type { RequestDraft } from '../../shared/request-draft.ts';
import { mapTools } from './messages.ts';

const REFUSED_KEYWORDS: ReadonlySet<string> = new Set(['additionalProperties', 'strict']);
/** Members whose keys are names chosen by the user, not keywords of the schema. */
const NAME_MAPS: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions']);

/** vLLM's guided decoding stumbles over two keywords of tool schemas. */
export function cleanVllmTools(draft: RequestDraft): void {
  mapTools(draft, (tool) => {
    const clean = cleanObject(tool);
    return clean === tool || !isJsonObject(clean) ? tool : clean;
  });
}

/** Anthropic's thinking budget as the degree of effort vLLM knows. */
export function toVllmEffort(draft: RequestDraft): void {
  const thinking = draft.get('thinking');
  if (!isJsonObject(thinking)) return;
  draft.remove('thinking');
  if (thinking['type'] !== 'enabled' || draft.has('reasoning_effort')) return;
  draft.set('reasoning_effort', effortOf(Number(thinking['budget_tokens'] ?? 0)));
}

function effortOf(budget: number): string {
  if (budget >= 10_000) return 'high';
  if (budget >= 5_000) return 'medium';
  return budget >= 2_000 ? 'low' : 'minimal';
}

function clean(value: unknown): unknown {
  if (Array.isArray(value)) return cleanList(value);
  return isJsonObject(value) ? cleanObject(value) : value;
}

function cleanList(list: readonly unknown[]): readonly unknown[] {
  const after = list.map(clean);
  return after.some((entry, index) => entry !== list[index]) ? after : list;
}

function cleanObject(object: JsonObject): JsonObject {
  const before = Object.entries(object);
  const after = before
    .filter(([key]) => !REFUSED_KEYWORDS.has(key))
    .map(([key, value]): [string, unknown] => [key, cleanMember(key, value)]);
  const isSame =
    after.length === before.length && after.every(([key, value]) => value === object[key]);
  return isSame ? object : Object.fromEntries(after);
}

function cleanMember(key: string, value: unknown): unknown {
  if (!NAME_MAPS.has(key) || !isJsonObject(value)) return clean(value);
  const entries = Object.entries(value).map(([name, schema]): [string, unknown] => [
    name,
    clean(schema),
  ]);
  return entries.some(([name, schema]) => schema !== value[name])
    ? Object.fromEntries(entries)
    : value;
}
