import type { ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';

/** One `NAME=value` of an env file. */
export interface DotenvEntry {
  readonly name: string;
  readonly nameSpan: Span;
  /** Without quotes; escapes as they are written. */
  readonly value: string;
  /** Of the value without its quotes. */
  readonly span: Span;
}

const ENTRY =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[^])*)"|'([^']*)'|([^\r\n]*))/gm;
const known = new WeakMap<ProjectFile, readonly DotenvEntry[]>();

/** The entries of an env file in its order; lines that are none are left out. Read once a file. */
export function dotenvEntries(file: ProjectFile): readonly DotenvEntry[] {
  const entries = known.get(file) ?? readEntries(file.text);
  known.set(file, entries);
  return entries;
}

function readEntries(text: string): readonly DotenvEntry[] {
  const entries: DotenvEntry[] = [];
  for (const match of text.matchAll(ENTRY)) entries.push(readEntry(match));
  return entries;
}

function readEntry(match: RegExpExecArray): DotenvEntry {
  const [whole, name = '', double, single, plain = ''] = match;
  const nameStart = match.index + whole.indexOf(name);
  const quoted = double ?? single;
  const value = quoted ?? withoutComment(plain).trimEnd();
  const end = match.index + whole.length;
  const start = quoted === undefined ? end - plain.length : end - 1 - quoted.length;
  return {
    name,
    nameSpan: { start: nameStart, end: nameStart + name.length },
    value,
    span: { start, end: start + value.length },
  };
}

function withoutComment(text: string): string {
  return text.includes('#') ? text.replace(/(?:^|\s)#.*$/, '') : text;
}
