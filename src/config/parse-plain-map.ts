import { LineCounter, parseDocument } from 'yaml';

/** What came of reading: a map, or what is wrong in which line (from 1 on). */
export type PlainMap =
  | { readonly values: ReadonlyMap<string, unknown> }
  | { readonly problem: string; readonly line: number };

/**
 * Reads a short YAML text of people nobody vouches for: a map of texts, lists and maps. Every scalar
 * stays the text it is written as; aliases are refused, so that nothing can grow when it is read.
 */
export function parsePlainMap(text: string): PlainMap {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    merge: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(Math.min(error.pos[0], text.length));
    return { problem: 'this is not valid YAML', line };
  }
  try {
    const value: unknown = document.toJS({ mapAsMap: true, maxAliasCount: 0 });
    if (value instanceof Map) return { values: textKeys(value) };
    return { problem: 'a map of `key: value` is expected', line: 1 };
  } catch {
    return { problem: 'aliases (`*name`) are not allowed', line: 1 };
  }
}

function textKeys(map: ReadonlyMap<unknown, unknown>): ReadonlyMap<string, unknown> {
  return new Map([...map].map(([key, value]) => [String(key), value]));
}
