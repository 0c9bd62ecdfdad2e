import type { Finding, Position, Severity } from '../finding.ts';
import { cleanText } from './clean-text.ts';
import type { Paint } from './paint.ts';
import { SourceLines } from './source-lines.ts';

/** How findings are shown. */
export interface RenderOptions {
  readonly color: Paint;
  /** The text of a file, for the line a finding points at; null or absent: no line is shown. */
  readonly sourceOf?: (file: string) => string | null;
}

/**
 * Findings for people: one block each (see `renderBlocks`), a count at the end. Empty for none.
 */
export function renderFindings(findings: readonly Finding[], options: RenderOptions): string {
  if (findings.length === 0) return '';
  return [...renderBlocks(findings, options), renderCounts(findings, options.color)].join('\n\n');
}

/**
 * A block for each finding, equal ones together with all their places; file by file, the worst last,
 * because that is where eyes end. Source lines are masked, control characters are taken out.
 */
export function renderBlocks(
  findings: readonly Finding[],
  { color, sourceOf }: RenderOptions,
): readonly string[] {
  const sources = new SourceLines(sourceOf);
  return groupEqual(worstLast(findings)).map((group) => renderGroup(group, sources, color));
}

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** Files by their worst finding, the findings of a file by severity; else in the order they came. */
function worstLast(findings: readonly Finding[]): readonly Finding[] {
  const files = new Map<string | undefined, number>();
  for (const { position, severity } of findings) {
    const known = files.get(position?.file) ?? 0;
    files.set(position?.file, Math.max(known, RANK[severity]));
  }
  const order = new Map([...files.keys()].map((file, index) => [file, index]));
  const rankOf = ({ position }: Finding): number => files.get(position?.file) ?? 0;
  const orderOf = ({ position }: Finding): number => order.get(position?.file) ?? 0;
  return [...findings].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) || orderOf(a) - orderOf(b) || RANK[a.severity] - RANK[b.severity],
  );
}

interface Group {
  readonly finding: Finding;
  readonly places: readonly Position[];
}

function groupEqual(findings: readonly Finding[]): readonly Group[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { code, severity, message, help, shown, fix } = finding;
    const key = JSON.stringify([code, severity, message, help, shown, fix]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap(([finding, ...others]) => {
    if (finding === undefined) return [];
    return [{ finding, places: [finding, ...others].flatMap(({ position }) => position ?? []) }];
  });
}

function renderGroup({ finding, places }: Group, sources: SourceLines, paint: Paint): string {
  const { code, name, severity, message } = finding;
  const { word, color } = LOOKS[severity];
  const title = color(paint)(`${word}[${code} ${name}]`);
  const [first, ...others] = places;
  const pad = ' '.repeat(first === undefined ? 1 : String(first.line).length);
  const notes = notesOf(finding, others, paint).map((note) => `${pad} ${paint.blue('=')} ${note}`);
  return [
    `${paint.bold(title)}${paint.bold(`: ${cleanText(message)}`)}`,
    ...(first === undefined ? [] : [`${pad}${paint.blue('-->')} ${headPlace(finding, first)}`]),
    ...renderSnippet(finding, sources, paint),
    ...notes,
  ].join('\n');
}

const LOOKS: Readonly<
  Record<Severity, { readonly word: string; color(paint: Paint): (text: string) => string }>
> = {
  critical: { word: 'error', color: (paint) => (text) => paint.red(text) },
  warning: { word: 'warning', color: (paint) => (text) => paint.yellow(text) },
  info: { word: 'info', color: (paint) => (text) => paint.blue(text) },
};

function headPlace(finding: Finding, position: Position): string {
  const { path } = finding;
  if (isWholeFile(finding)) return cleanText(position.file);
  const place = placeWords(position);
  return path === undefined || path === '' ? place : `${place}  ${cleanText(path)}`;
}

/** What a scan finds has a fingerprint and an end, unless it is about the file itself. */
function isWholeFile({ fingerprint, end, path }: Finding): boolean {
  return fingerprint !== undefined && end === undefined && path === undefined;
}

function notesOf(
  { position, related = [], confidence, fix, help }: Finding,
  others: readonly Position[],
  paint: Paint,
): readonly string[] {
  const facts = [
    ...(confidence === undefined ? [] : [`confidence: ${confidence}`]),
    ...(fix === undefined ? [] : [`fix: ${fix.class} (${cleanText(fix.title)})`]),
  ];
  return [
    ...(others.length === 0 ? [] : [`also at ${joinPlaces(others, position)}`]),
    ...related.map((place) => `${placeWords(place.position)}: ${cleanText(place.message)}`),
    ...(facts.length === 0 ? [] : [facts.join(' · ')]),
    ...(help === undefined ? [] : [`${paint.bold('help')}: ${cleanText(help)}`]),
  ];
}

function renderSnippet(finding: Finding, sources: SourceLines, paint: Paint): readonly string[] {
  const snippet = isWholeFile(finding) ? null : sources.snippet(finding);
  if (snippet === null) return [];
  const bar = paint.blue('|');
  const pad = ' '.repeat(String(snippet.line).length);
  const carets = `${' '.repeat(snippet.from)}${'^'.repeat(snippet.width)}`;
  return [
    `${pad} ${bar}`,
    `${paint.blue(String(snippet.line))} ${bar} ${snippet.text}`,
    `${pad} ${bar} ${paint.red(carets)}`,
  ];
}

function placeWords({ file, line, column }: Position): string {
  return cleanText(`${file}:${line}:${column}`);
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
