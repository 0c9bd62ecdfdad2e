import type { Edit } from './rule.ts';

/** The texts of the files, by path. */
export type Texts = ReadonlyMap<string, string>;

/**
 * Makes the edits of texts (`replace`, `append`); every byte outside of them stays. Of overlapping
 * ones only the first is made: run again for the others. What is asked twice is done once.
 */
export function applyEdits(texts: Texts, edits: readonly Edit[]): Texts {
  const result = new Map(texts);
  const files = new Set(edits.flatMap((edit) => (edit.kind === 'chmod' ? [] : [edit.file])));
  for (const file of files) result.set(file, editText(result.get(file) ?? '', file, edits));
  return result;
}

function editText(text: string, file: string, edits: readonly Edit[]): string {
  const replacements = edits
    .flatMap((edit) => (edit.kind === 'replace' && edit.file === file ? [edit] : []))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let [result, at] = ['', 0];
  for (const { span, text: replacement } of replacements) {
    if (span.start < at) continue;
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  result += text.slice(at);
  for (const edit of edits) {
    if (edit.kind === 'append' && edit.file === file) result = appendLine(result, edit.line);
  }
  return result;
}

/** In the line ends of the file; a line that is there already is not added. */
function appendLine(text: string, line: string): string {
  if (text.split(/\r?\n/).some((written) => written.trim() === line)) return text;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  return `${text}${gap}${line}${end}`;
}
