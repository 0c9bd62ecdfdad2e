import { yamlText, type YamlEntry, type YamlScalar } from '../../config/yaml-document.ts';
import type { ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';

/** An environment variable that a file sets. */
export interface Assignment {
  readonly file: ProjectFile;
  readonly name: string;
  /** As it is written, without quotes; null: it is handed on from somewhere the file does not show. */
  readonly value: string | null;
  /** Of the value without quotes; of the name where there is no value. */
  readonly span: Span;
  readonly path: string | null;
  /** The lines to take out to unset it; null: they hold more than that. */
  readonly lines: Span | null;
}

/** `NAME: value` of a YAML map. */
export function assignmentOfEntry(file: ProjectFile, entry: YamlEntry): readonly Assignment[] {
  const { key, value, keyStart, keyEnd } = entry;
  if (value.kind !== 'scalar') return [];
  const text = yamlText(value);
  const place = { file, name: key, path: value.path, lines: linesOfEntry(file.text, entry) };
  return text === null
    ? [{ ...place, value: null, span: { start: keyStart, end: keyEnd } }]
    : [{ ...place, value: text, span: innerSpan(value) }];
}

/** `NAME=value` of a YAML list. */
export function assignmentOfItem(file: ProjectFile, item: YamlScalar): Assignment {
  const { start, end } = innerSpan(item);
  const at = item.text.indexOf('=');
  const name = at === -1 ? item.text : item.text.slice(0, at);
  const written = at === -1 ? null : item.text.slice(at + 1);
  const lines = wholeLines(file.text, item, /^[ \t]*-[ \t]+$/);
  const span = written === null ? { start, end } : { start: end - written.length, end };
  return { file, name, value: written, span, path: item.path, lines };
}

/** A scalar without its quotes. */
export function innerSpan({ style, start, end }: YamlScalar): Span {
  const isQuoted = style === 'single' || style === 'double';
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}

/** The lines of an entry of a block map, with a comment behind it; null: they hold more than that. */
export function linesOfEntry(text: string, { keyStart, value }: YamlEntry): Span | null {
  if (value.start < keyStart) return null;
  const colon = text.indexOf(':', keyStart);
  const end = Math.max(value.end, colon + 1);
  return wholeLines(text, { start: keyStart, end }, /^[ \t]*$/);
}

/** The lines a span takes, with their breaks, when only `before` stands in front and nothing behind. */
export function wholeLines(text: string, { start, end }: Span, before: RegExp): Span | null {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  // What spans several lines ends with its break already.
  const isClosed = text[end - 1] === '\n';
  const found = isClosed ? end - 1 : text.indexOf('\n', end);
  const to = found === -1 ? text.length : found;
  const isAlone =
    before.test(text.slice(from, start)) &&
    /^[ \t\r]*(?:#.*)?$/.test(text.slice(isClosed ? to : end, to));
  return isAlone ? { start: from, end: Math.min(to + 1, text.length) } : null;
}
