import { LineCounter, type YAMLError } from 'yaml';
import type { FindingLog } from './finding-log.ts';
import type { ConfigNode } from './node.ts';
import { parseDocuments } from './parse-documents.ts';
import type { SourceFile } from './types.ts';
import { buildTree, toPosition, type TreeSource } from './yaml-tree.ts';

/**
 * Reads one YAML file into values with positions; null when it is not valid YAML, which the log
 * then says. Every syntax error is told, not only the first.
 */
export function parseYaml({ path, text }: SourceFile, log: FindingLog): ConfigNode | null {
  const lines = countLines(text);
  const source: TreeSource = { file: path, lines, log };
  const documents = parseDocuments(text);
  const [document, second] = documents;
  if (document === undefined) return null;
  const errors = documents.flatMap((one) => one.errors);
  for (const error of firstPerLine(errors, source)) reportError(error, source, text.length);
  if (errors.length > 0) return null;
  if (second !== undefined) {
    log.add('several-documents', {
      message: 'the file holds more than one YAML document',
      help: 'keep one, or put the others into files of their own under `include:`',
      position: toPosition(source, second.range[0]),
    });
    return null;
  }
  return buildTree(document, source);
}

/** The parser would count too, but it misses lines behind an error. */
function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lines.addNewLine(at + 1);
  }
  return lines;
}

/** One mistake mostly trips the parser several times on its line. */
function firstPerLine(errors: readonly YAMLError[], source: TreeSource): readonly YAMLError[] {
  const byLine = new Map<number, YAMLError>();
  for (const error of errors) {
    const { line } = source.lines.linePos(error.pos[0]);
    if (!byLine.has(line)) byLine.set(line, error);
  }
  return [...byLine.values()];
}

/** The parser points behind the end when something is missing there. */
function reportError(error: YAMLError, source: TreeSource, length: number): void {
  source.log.add('invalid-yaml', {
    message: describe(error),
    position: toPosition(source, Math.min(error.pos[0], length)),
  });
}

/** The parser's words, without the source text some of them quote: it may be a secret. */
function describe(error: YAMLError): string {
  const known = PLAIN_WORDS[error.code];
  return (
    known ?? error.message.split(/[:\n]/)[0]?.replaceAll(/(["'`]).*?\1/g, '…') ?? 'not valid YAML'
  );
}

const PLAIN_WORDS: Partial<Record<YAMLError['code'], string>> = {
  BAD_INDENT: 'the indentation does not fit the lines above',
  BLOCK_AS_IMPLICIT_KEY: 'a nested map cannot stand on the line of its key',
  BLOCK_IN_FLOW: 'a block cannot stand inside `[…]` or `{…}`',
  IMPOSSIBLE: 'not valid YAML',
  MISSING_CHAR: 'a closing quote, bracket or colon is missing',
  MULTILINE_IMPLICIT_KEY: 'this line has no `key: value`; is a colon missing?',
  TAB_AS_INDENT: 'a tab is used for indentation; YAML wants spaces',
  UNEXPECTED_TOKEN: 'this does not belong here',
};
