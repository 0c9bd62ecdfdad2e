import { yamlChild, yamlEntry, type YamlEntry, type YamlMap } from '../../config/yaml-document.ts';
import type { ProjectFile } from '../project.ts';
import type { Edit } from '../rule.ts';
import { linesOfEntry } from './assignment.ts';

/** Takes an entry of a block map out, its line and the comment on it; null: others share the line. */
export function removeEntry(file: ProjectFile, entry: YamlEntry): Edit | null {
  const span = linesOfEntry(file.text, entry);
  return span === null ? null : { kind: 'replace', file: file.path, span, text: '' };
}

/**
 * Adds `key: value` to a section of a configuration, which is made when it is not there; null: the
 * file is written in a way that leaves no line for it. Every byte that is there stays.
 */
export function addSetting(
  { file, root }: { readonly file: ProjectFile; readonly root: YamlMap },
  section: string,
  setting: string,
): Edit | null {
  const { text, path } = file;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const replace = (start: number, end: number, added: string): Edit => ({
    kind: 'replace',
    file: path,
    span: { start, end },
    text: added,
  });
  const entry = yamlEntry(root, section);
  if (entry === null) return atTheEnd({ file, root }, `${section}:${newline}  ${setting}`);
  const { value } = entry;
  if (value.kind === 'map' && value.entries.length > 0) return addEntry(file, value, setting);
  if (value.kind === 'map') return replace(value.start, value.end, `${newline}  ${setting}`);
  if (value.kind !== 'scalar' || value.text !== '') return null;
  const end = lineEnd(text, Math.max(value.end, entry.keyEnd));
  return replace(end, end, `${newline}  ${setting}`);
}

/** Adds `key: value` in front of the entries of a map that is not empty. */
export function addEntry(file: ProjectFile, map: YamlMap, setting: string): Edit | null {
  const first = map.entries[0];
  if (first === undefined) return null;
  const { text } = file;
  const at = first.keyStart;
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const before = text.slice(lineStart, at);
  const span = { start: at, end: at };
  if (text[map.start] === '{')
    return { kind: 'replace', file: file.path, span, text: `${setting}, ` };
  if (!/^(?:[ \t]*(?:-[ \t]+)*)$/.test(before)) return null;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = ' '.repeat(before.length);
  return { kind: 'replace', file: file.path, span, text: `${setting}${newline}${indent}` };
}

function atTheEnd(
  { file, root }: { readonly file: ProjectFile; readonly root: YamlMap },
  lines: string,
): Edit | null {
  const { text, path } = file;
  const first = root.entries[0];
  // Other documents may follow, or the top may be indented or in braces: then no place is safe.
  const isPlain = file.yaml.roots.length === 1 && text[root.start] !== '{';
  if (first === undefined || !isPlain || /^\.\.\./m.test(text)) return null;
  if (first.keyStart > 0 && text[first.keyStart - 1] !== '\n') return null;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : newline;
  const span = { start: text.length, end: text.length };
  return { kind: 'replace', file: path, span, text: `${gap}${lines}${newline}` };
}

function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  const end = found === -1 ? text.length : found;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** Whether a section has a setting, whatever its value. */
export function hasSetting(root: YamlMap, section: string, key: string): boolean {
  return yamlEntry(yamlChild(root, section), key) !== null;
}
