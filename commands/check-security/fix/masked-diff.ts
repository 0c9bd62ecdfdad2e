import { structuredPatch } from 'diff';
import { maskLine } from '../../../src/diagnostics/render/mask-line.ts';
import type { FileChange } from './plan-fixes.ts';

/** The changes as `git diff` shows them, every value that may be a secret masked. */
export function maskedDiff(changes: readonly FileChange[]): string {
  return changes.map(diffOf).join('');
}

function diffOf({ path, original, text, mode }: FileChange): string {
  const head = `diff --git a/${path} b/${path}\n${modeLines(original.mode, mode)}`;
  if (text === original.text) return head;
  const { hunks } = structuredPatch(path, path, original.text, text, '', '', { context: 3 });
  const from = original.mode === null ? '/dev/null' : `a/${path}`;
  const body = hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) =>
    [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines.map((line) => `${line.slice(0, 1)}${maskDiffLine(path, line.slice(1))}`),
    ].join('\n'),
  );
  return `${head}--- ${from}\n+++ b/${path}\n${body.join('\n')}\n`;
}

function modeLines(before: number | null, after: number | null): string {
  if (after === null || before === after) return '';
  const old = before === null ? '' : `old mode 100${octal(before)}\n`;
  return `${old}new mode 100${octal(after)}\n`;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(3, '0');
}

const PATTERNS_FILE = /(^|\/)\.(git|docker)ignore$|\.dockerignore$/;
/** A pattern of files: a key is longer, and mixes its characters otherwise. */
const FILE_PATTERN = /^[\w.*/!#-]{1,24}$/;
const PLAIN_ENTRY =
  /^\s*(?:-\s+)*["']?[A-Za-z_][\w.-]{0,79}["']?\s*[:=]\s*["']?(?:true|false|yes|no|on|off|null|none|required|optional|verify-full|verify-ca|require|prefer|allow|disable)?["']?(?:\s+(?=#)|\s*$)/i;
const MARKS_ONLY = /^(?: No newline at end of file|\s*)$/;

/** Words that no secret is made of are shown: they are what most fixes change. */
function maskDiffLine(path: string, line: string): string {
  const text = line.replace(/\r$/, '');
  if (MARKS_ONLY.test(text)) return text;
  const entry = PLAIN_ENTRY.exec(text)?.[0];
  if (entry !== undefined) return entry === text ? text : `${entry}# …`;
  if (PATTERNS_FILE.test(path) && FILE_PATTERN.test(text)) return text;
  return maskLine(text);
}
