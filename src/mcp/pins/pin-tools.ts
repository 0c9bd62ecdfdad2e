import { createHash } from 'node:crypto';
import type { McpTool } from '../tool.ts';

/** What of a tool is trusted, by its name. */
export type ToolPins = Readonly<Record<string, PinnedTool>>;

/** A tool as it was when it was trusted. */
export interface PinnedTool {
  /** SHA-256 of the definition. */
  readonly hash: string;
  /** The definition as text, for showing what has changed. */
  readonly definition: string;
}

/** What a model reads of a tool: a server that changes it changes what the tool is. */
function pinTool({
  name,
  title,
  description,
  inputSchema,
  annotations,
}: McpTool): PinnedTool {
  const definition = JSON.stringify(
    sorted({ name, title, description, annotations, inputSchema }),
    null,
    2,
  );
  return { hash: createHash('sha256').update(definition).digest('hex'), definition };
}

/** All of them, by name. */
export function pinTools(tools: readonly McpTool[]): ToolPins {
  return Object.fromEntries(tools.map((tool) => [tool.name, pinTool(tool)]));
}

/** How the tools of a server differ from those that are trusted. */
export interface ToolDrift {
  readonly changed: readonly {
    readonly name: string;
    readonly before: PinnedTool;
    readonly now: PinnedTool;
  }[];
  /** Tools that were not there when the server was trusted. */
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** Compares tools with their pins. */
export function compareTools(pins: ToolPins, tools: readonly McpTool[]): ToolDrift {
  const now = new Map(tools.map((tool) => [tool.name, pinTool(tool)]));
  const changed = [...now].flatMap(([name, pin]) => {
    const before = Object.hasOwn(pins, name) ? pins[name] : undefined;
    return before === undefined || before.hash === pin.hash ? [] : [{ name, before, now: pin }];
  });
  return {
    changed,
    added: [...now.keys()].filter((name) => !Object.hasOwn(pins, name)),
    gone: Object.keys(pins).filter((name) => !now.has(name)),
  };
}

/** Characters nobody sees and a model reads: marks of direction, zero-width ones, tags. */
const HIDDEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

/** Whether a description hides something from the people who read it. */
export function hidesText({ name, title, description }: McpTool): boolean {
  return [name, title, description].some((text) => text !== null && HIDDEN.test(text));
}

/** Keys in one order, so that equal definitions are equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}
