import { isJsonObject, objectAt, textAt } from './json-value.ts';

/** What `tools` and `tool_choice` ask for, for providers that know less than OpenAI. */
export interface ToolWish {
  /** The tools to offer; empty for none. */
  readonly tools: readonly unknown[];
  /** The model must call one. */
  readonly required: boolean;
}

/**
 * Expresses `tool_choice` by the list itself where that is possible: `none` offers no tool, a named
 * function offers only that one.
 */
export function readToolWish(tools: unknown, choice: unknown): ToolWish {
  const all: readonly unknown[] = Array.isArray(tools) ? tools : [];
  if (choice === 'none') return { tools: [], required: false };
  const name = isJsonObject(choice) ? textAt(objectAt(choice, 'function'), 'name') : null;
  if (name === null) return { tools: all, required: choice === 'required' };
  return { tools: all.filter((tool) => functionName(tool) === name), required: true };
}

function functionName(tool: unknown): string | null {
  return isJsonObject(tool) ? textAt(objectAt(tool, 'function'), 'name') : null;
}
