import type { Finding, Position, Severity } from '../finding.ts';
import { maskLine } from './mask-line.ts';

/** Colours, given by the caller; chalk fits. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
}

const unpainted = (text: string): string => text;

/** No colours at all. */
export const PLAIN: Paint = {
  bold: unpainted,
  dim: unpainted,
  red: unpainted,
  yellow: unpainted,
  blue: unpainted,
};

/** How findings are shown. */
export interface RenderOptions {
  readonly color: Paint;
  /** The text of a file, for the line a finding points at; null or absent: no line is shown. */
  readonly sourceOf?: (file: string) => string | null;
}

/**
 * Findings for people: one block each, equal ones together with all their places, a count at the
 * end. Source lines are masked (see `maskLine`), control characters are taken out. Empty for none.
 */
export function renderFindings(findings: readonly Finding[], options: RenderOptions): string {
  if (findings.length === 0) return '';
  const sources = new SourceLines(options.sourceOf);
  const blocks = groupEqual(findings).map((group) => renderGroup(group, sources, options.color));
  return [...blocks, renderCounts(findings, options.color)].join('\n\n');
}

interface Group {
  readonly finding: Finding;
  readonly places: readonly Position[];
}

function groupEqual(findings: readonly Finding[]): readonly Group[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { code, severity, message, help } = finding;
    const key = JSON.stringify([code, severity, message, help]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].flatMap(([finding, ...others]) => {
    if (finding === undefined) return [];
    return [{ finding, places: [finding, ...others].flatMap(({ position }) => position ?? []) }];
  });
}

function renderGroup({ finding, places }: Group, sources: SourceLines, paint: Paint): string {
  const { code, name, severity, message, help } = finding;
  const { word, color } = LOOKS[severity];
  const title = color(paint)(`${word}[${code} ${name}]`);
  const [first, ...others] = places;
  const gutter = first === undefined ? 1 : String(first.line).length;
  const pad = ' '.repeat(gutter);
  return [
    `${paint.bold(title)}${paint.bold(`: ${clean(message)}`)}`,
    ...(first === undefined ? [] : [`${pad}${paint.blue('-->')} ${placeWords(first)}`]),
    ...renderSnippet(first, sources, paint),
    ...(others.length === 0
      ? []
      : [`${pad} ${paint.blue('=')} also at ${joinPlaces(others, first)}`]),
    ...(help === undefined
      ? []
      : [`${pad} ${paint.blue('=')} ${paint.bold('help')}: ${clean(help)}`]),
  ].join('\n');
}

const LOOKS: Readonly<
  Record<Severity, { readonly word: string; color(paint: Paint): (text: string) => string }>
> = {
  critical: { word: 'error', color: (paint) => (text) => paint.red(text) },
  warning: { word: 'warning', color: (paint) => (text) => paint.yellow(text) },
  info: { word: 'info', color: (paint) => (text) => paint.blue(text) },
};

function renderSnippet(
  position: Position | undefined,
  sources: SourceLines,
  paint: Paint,
): readonly string[] {
  const line = position === undefined ? null : sources.lineAt(position);
  if (position === undefined || line === null || line.trim() === '') return [];
  const number = String(position.line);
  const bar = paint.blue('|');
  const pad = ' '.repeat(number.length);
  const caret = ' '.repeat(Math.min(position.column, line.length) - 1) + '^';
  return [
    `${pad} ${bar}`,
    `${paint.blue(number)} ${bar} ${line}`,
    `${pad} ${bar} ${paint.red(caret)}`,
  ];
}

function placeWords({ file, line, column }: Position): string {
  return clean(`${file}:${line}:${column}`);
}

/** Lines only while the file stays the same. */
function joinPlaces(places: readonly Position[], first: Position | undefined): string {
  let file = first?.file;
  const words = places.map((place) => {
    const same = place.file === file;
    file = place.file;
    return same ? `${place.line}:${place.column}` : placeWords(place);
  });
  return words.join(', ');
}

function renderCounts(findings: readonly Finding[], paint: Paint): string {
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  const parts = [
    { many: count('critical'), one: 'error', several: 'errors' },
    { many: count('warning'), one: 'warning', several: 'warnings' },
    { many: count('info'), one: 'note', several: 'notes' },
  ];
  const words = parts
    .filter(({ many }) => many > 0)
    .map(({ many, one, several }) => `${many} ${many === 1 ? one : several}`);
  return paint.bold(words.join(', '));
}

/** Lines of the files, masked; each file is read once. */
class SourceLines {
  readonly #sourceOf: RenderOptions['sourceOf'];
  readonly #files = new Map<string, readonly string[]>();

  constructor(sourceOf: RenderOptions['sourceOf']) {
    this.#sourceOf = sourceOf;
  }

  lineAt({ file, line }: Position): string | null {
    const text = this.#linesOf(file)[line - 1];
    return text === undefined ? null : clean(maskLine(text));
  }

  #linesOf(file: string): readonly string[] {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const lines = this.#sourceOf?.(file)?.split(/\r?\n/) ?? [];
    this.#files.set(file, lines);
    return lines;
  }
}

/** Control characters of a file, and those that turn text around, must not reach a terminal. */
function clean(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}
