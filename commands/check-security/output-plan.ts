import { LlmgwError } from '../../src/core/errors.ts';
import { suggest } from '../../src/core/suggest.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../src/diagnostics/report.ts';
import type { OutputPair } from './check-options.ts';

export const STDOUT = '-';

/**
 * Pairs formats with files by their position: the first `--format` with the first `--output`. A
 * format without a file goes to stdout. Nothing named: text, or JSON with `--json`. Throws `E_USAGE`
 * for an unknown format, a file without a format, and two reports in one place.
 */
export function planOutputs(
  formats: readonly string[],
  files: readonly string[],
  json: boolean,
): readonly OutputPair[] {
  if (files.length > formats.length && formats.length > 0) {
    throw usage('each --output needs a --format of its own', 'put them down in pairs');
  }
  const named = formats.length > 0 ? formats.map(parseFormat) : files.map(formatOfName);
  const pairs = named.map((format, at) => ({ format, file: files[at] ?? STDOUT }));
  const all = withStdout(pairs, json);
  const places = new Set(all.map(({ file }) => file));
  if (places.size === all.length) return all;
  throw usage('two reports go to the same place', 'give each --format an --output of its own');
}

function withStdout(pairs: readonly OutputPair[], json: boolean): readonly OutputPair[] {
  if (pairs.length === 0) return [{ format: json ? 'json' : 'text', file: STDOUT }];
  const taken = pairs.find(({ file }) => file === STDOUT);
  if (!json || taken?.format === 'json') return pairs;
  return [...pairs, { format: 'json', file: STDOUT }];
}

const EXTENSIONS: readonly (readonly [string, ReportFormat])[] = [
  ['.sarif', 'sarif'],
  ['.sarif.json', 'sarif'],
  ['.xml', 'junit'],
  ['.md', 'markdown'],
  ['.json', 'json'],
];

/** `--output report.sarif` alone says enough. */
function formatOfName(file: string): ReportFormat {
  return EXTENSIONS.find(([end]) => file.endsWith(end))?.[1] ?? 'text';
}

function parseFormat(word: string): ReportFormat {
  const found = REPORT_FORMATS.find((format) => format === word);
  if (found !== undefined) return found;
  const meant = suggest(word, REPORT_FORMATS);
  const hint = `one of ${REPORT_FORMATS.join(', ')}`;
  throw usage(
    `--format does not know \`${word.slice(0, 20)}\``,
    meant === null ? hint : `did you mean ${meant}? It takes ${hint}`,
  );
}

function usage(message: string, hint: string): LlmgwError {
  return new LlmgwError('E_USAGE', message, { hint });
}
