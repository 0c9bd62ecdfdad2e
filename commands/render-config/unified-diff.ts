import type { ConfigValues } from '../../src/config/render/flatten-values.ts';

/** Two sets of values, and what they are called. */
export interface ValueSides {
  readonly before: ConfigValues;
  readonly after: ConfigValues;
  readonly names: readonly [before: string, after: string];
}

/**
 * What differs, with its surroundings, as `diff -u` shows it: a line for each value, by its path. Secrets are
 * hashes. Nothing differs: an empty text.
 */
export async function unifiedDiff({ before, after, names }: ValueSides): Promise<string> {
  const { structuredPatch } = await import('diff');
  const { hunks } = structuredPatch(...names, textOf(before), textOf(after), '', '', {
    context: 3,
  });
  if (hunks.length === 0) return '';
  const body = hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) =>
    [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines].join('\n'),
  );
  return `--- ${names[0]}\n+++ ${names[1]}\n${body.join('\n')}\n`;
}

function textOf(values: ConfigValues): string {
  return Object.entries(values)
    .map(([path, value]) => `${path}: ${value}\n`)
    .join('');
}
