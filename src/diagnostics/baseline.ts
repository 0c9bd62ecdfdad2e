import type { Finding } from './finding.ts';
import type { SuppressedFinding } from './report.ts';

/** What a person decided about a known finding. `must-fix`: it is known, and still counts. */
export const BASELINE_LABELS = ['unreviewed', 'accepted', 'false-positive', 'must-fix'] as const;

export type BaselineLabel = (typeof BASELINE_LABELS)[number];

/** A known finding. It holds neither a secret nor the hash of one that could be guessed. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly code: string;
  readonly name: string;
  readonly file: string;
  readonly path?: string;
  readonly label: BaselineLabel;
  /** What a person wrote beside it. */
  readonly note?: string;
}

/** The findings of a day from which on only new ones count. */
export interface Baseline {
  readonly entries: readonly BaselineEntry[];
}

const SCHEMA = 'llmgw.baseline/v1';

/** Reads a baseline; null when the text is none: another document, a damaged entry. */
export function parseBaseline(text: string): Baseline | null {
  const document = parseJson(text);
  if (!isRecord(document) || document['schema'] !== SCHEMA) return null;
  const { findings } = document;
  if (!Array.isArray(findings)) return null;
  const entries = findings.map(readEntry);
  return entries.some((entry) => entry === null)
    ? null
    : { entries: entries.flatMap((entry) => entry ?? []) };
}

/** The document, in an order that keeps differences between two versions small. */
export function renderBaseline({ entries }: Baseline): string {
  const findings = [...entries].sort((a, b) => compare(keyOf(a), keyOf(b)));
  return `${JSON.stringify({ schema: SCHEMA, findings }, null, 2)}\n`;
}

/** Takes out what the baseline knows, unless its label says that it must be mended. */
export function applyBaseline<F extends Finding>(
  findings: readonly F[],
  { entries }: Baseline,
): {
  readonly findings: readonly F[];
  readonly suppressed: readonly (SuppressedFinding & { readonly finding: F })[];
} {
  const known = new Map(
    entries.flatMap((entry) => (entry.label === 'must-fix' ? [] : [[entry.fingerprint, entry]])),
  );
  const entryOf = ({ fingerprint = '' }: Finding): BaselineEntry | undefined =>
    known.get(fingerprint);
  return {
    findings: findings.filter((finding) => entryOf(finding) === undefined),
    suppressed: findings.flatMap((finding) => {
      const entry = entryOf(finding);
      return entry === undefined ? [] : [{ finding, by: 'baseline', reason: reasonOf(entry) }];
    }),
  };
}

/**
 * The baseline after a scan: what is new is `unreviewed`, what a person wrote stays. What is gone is
 * left out when the scan saw everything.
 */
export function updateBaseline(
  old: Baseline,
  findings: readonly Finding[],
  sawEverything: boolean,
): Baseline {
  const entries = new Map(old.entries.map((entry) => [entry.fingerprint, entry]));
  const found = new Map(findings.map((finding) => [finding.fingerprint ?? '', finding]));
  const kept = [...entries.values()].filter((e) => !sawEverything || found.has(e.fingerprint));
  const added = [...found].flatMap(([print, finding]) =>
    print === '' || entries.has(print) ? [] : [entryFor(print, finding)],
  );
  return { entries: [...kept, ...added] };
}

function entryFor(fingerprint: string, { code, name, position, path }: Finding): BaselineEntry {
  const file = position?.file ?? '';
  const place = path === undefined ? { file } : { file, path };
  return { fingerprint, code, name, ...place, label: 'unreviewed' };
}

function reasonOf({ label, note }: BaselineEntry): string {
  return note === undefined ? label : `${label}: ${note}`;
}

function readEntry(value: unknown): BaselineEntry | null {
  if (!isRecord(value)) return null;
  const { fingerprint, code, name, file, path, label, note } = value;
  const known = BASELINE_LABELS.find((one) => one === label);
  if (!isText(fingerprint) || !isText(code) || !isText(name) || !isText(file)) return null;
  if (known === undefined) return null;
  return {
    ...{ fingerprint, code, name, file },
    ...(isText(path) ? { path } : {}),
    label: known,
    ...(isText(note) ? { note } : {}),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function keyOf({ file, code, path = '', fingerprint }: BaselineEntry): string {
  return [file, code, path, fingerprint].join('\0');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
