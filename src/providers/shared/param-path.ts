import { isJsonObject } from './json-value.ts';
import type { RequestDraft } from './request-draft.ts';

/** A member, a place in a list, or every place (`null`). */
type Step = string | number | null;

/**
 * Removes what a path names: `seed`, `response_format.strict`, `tools[*].function.strict`,
 * `messages[0].name`. What does not exist is left alone; the client's objects are not modified.
 */
export function removePath(draft: RequestDraft, path: string): void {
  const [name, ...steps] = parsePath(path);
  if (name === undefined) return;
  const top = String(name);
  if (steps.length === 0) draft.remove(top);
  else if (draft.has(top)) draft.set(top, withoutPath(draft.get(top), steps));
}

/** `a.b[*].c[0]` → `a`, `b`, every place, `c`, 0. A leading `$.` is allowed. */
function parsePath(path: string): Step[] {
  const steps: Step[] = [];
  for (const [, word, index] of path.matchAll(/([^.[\]]+)|\[(\*|\d+)\]/g)) {
    if (word === '$') continue;
    if (word !== undefined) steps.push(word.replace(/^['"]|['"]$/g, ''));
    else steps.push(index === '*' ? null : Number(index));
  }
  return steps;
}

function withoutPath(value: unknown, steps: readonly Step[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (Array.isArray(value)) return withoutInList(value, step, rest);
  if (step === null || !isJsonObject(value) || !Object.hasOwn(value, step)) return value;
  const { [step]: found, ...others } = value;
  return rest.length === 0 ? others : { ...value, [step]: withoutPath(found, rest) };
}

function withoutInList(list: readonly unknown[], step: Step, rest: readonly Step[]): unknown[] {
  const isMeant = (index: number): boolean => step === null || step === index;
  if (rest.length === 0) return list.filter((_, index) => !isMeant(index));
  return list.map((entry, index) => (isMeant(index) ? withoutPath(entry, rest) : entry));
}
