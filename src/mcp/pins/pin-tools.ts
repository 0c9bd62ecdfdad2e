import type { McpTool } from '../tool.ts';

/** What is trusted of a server: the definition of each of its tools as text, by name. */
export type ToolPins = Readonly<Record<string, string>>;

/** The definitions as they are now: a server that changes what a model reads of a tool has another tool. */
export function pinTools(tools: readonly McpTool[]): ToolPins {
  return Object.fromEntries(
    tools.map((tool) => [tool.name, JSON.stringify(sorted(tool), null, 2)]),
  );
}

/** How the tools of a server differ from those that are trusted. */
export interface ToolDrift {
  readonly changed: readonly ToolChange[];
  /** Tools that were not there when the server was trusted. */
  readonly added: readonly string[];
}

/** A tool that is not what it was: both definitions. */
export interface ToolChange {
  readonly name: string;
  readonly before: string;
  readonly now: string;
}

/** Compares tools with their pins; one that is gone is no danger. */
export function compareTools(pins: ToolPins, tools: readonly McpTool[]): ToolDrift {
  const now = Object.entries(pinTools(tools));
  const changed = now.flatMap(([name, definition]) => {
    const before = Object.hasOwn(pins, name) ? pins[name] : undefined;
    return before === undefined || before === definition ? [] : [{ name, before, now: definition }];
  });
  return { changed, added: now.map(([name]) => name).filter((name) => !Object.hasOwn(pins, name)) };
}

/** Characters nobody sees and a model reads: marks of direction, zero-width ones, tags. */
const HIDDEN =
  /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Whether a tool hides something from the people who read what it says of itself. */
export function hidesText(tool: McpTool): boolean {
  return JSON.stringify(tool).search(HIDDEN) !== -1;
}

/** The same text with every such character as its number. */
export function showHidden(text: string): string {
  return text.replaceAll(HIDDEN, (one) => `\\u{${one.codePointAt(0)?.toString(16) ?? ''}}`);
}

/** Keys in one order, so that equal definitions are equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}
