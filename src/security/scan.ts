import { createHash } from 'node:crypto';
import type { Finding, Position } from '../diagnostics/finding.ts';
import { LineIndex } from './line-index.ts';
import { maskedSource, withoutPasswords } from './masked-source.ts';
import type { Project, ProjectFile } from './project.ts';
import { embeddedSpans } from './reading/embedded-configs.ts';
import type { Fix, Match, Persona, Rule, Span } from './rule.ts';

/** Which rules speak, and how loud. */
export interface ScanOptions {
  readonly rules: readonly Rule[];
  readonly persona: Persona;
}

/** A finding of a rule with what would mend it. */
export interface ScanFinding extends Finding {
  /** What to do about it; it may hold secrets, so it is never shown. */
  readonly repair: Fix | null;
}

/** The finding as it may be shown. */
export function withoutRepair(finding: ScanFinding): Finding {
  const shown: Omit<ScanFinding, 'repair'> & { repair?: unknown } = { ...finding };
  delete shown.repair;
  return shown;
}

const LOUDNESS: readonly Persona[] = ['regular', 'pedantic', 'auditor'];

/** Lets every rule look at the project: findings by file, then by place; equal ones once. */
export function scan(project: Project, { rules, persona }: ScanOptions): readonly ScanFinding[] {
  const build = new FindingBuilder(project);
  const findings = rules
    .filter((rule) => LOUDNESS.indexOf(rule.persona) <= LOUDNESS.indexOf(persona))
    .flatMap((rule) =>
      [...rule.check(project)]
        .filter((match) => persona === 'auditor' || (match.confidence ?? rule.confidence) !== 'low')
        .map((match) => build.finding(rule, match)),
    );
  const unique = new Map(findings.map((finding) => [identity(finding), finding]));
  return [...unique.values()].sort(byPlace);
}

class FindingBuilder {
  readonly #files: ReadonlyMap<string, ProjectFile>;
  readonly #lines = new Map<string, LineIndex>();

  constructor(project: Project) {
    this.#files = new Map(project.files.map((file) => [file.path, file]));
  }

  finding(rule: Rule, match: Match): ScanFinding {
    const { file, span, message, path, related } = match;
    const fix = this.#isEmbedded(match) ? undefined : match.fix;
    const index = this.#linesOf(file);
    const place =
      span === undefined
        ? { position: { file, line: 1, column: 1 } }
        : {
            position: index.position(file, span.start),
            end: index.end(span.end),
            shown: maskedSource(index, match, this.#text(file)),
          };
    return {
      code: rule.code,
      name: rule.name,
      severity: match.severity ?? rule.severity,
      confidence: match.confidence ?? rule.confidence,
      message,
      help: match.help ?? rule.help,
      ...place,
      ...(path === undefined ? {} : { path }),
      fingerprint: this.#fingerprint(rule.code, match),
      ...(related === undefined ? {} : { related: related.map((other) => this.#related(other)) }),
      ...(fix === undefined ? {} : { fix: { class: fix.class, title: fix.title } }),
      repair: fix ?? null,
    };
  }

  #related({ file, span, message }: { file: string; span: Span; message: string }) {
    const position: Position = this.#linesOf(file).position(file, span.start);
    return { position, message };
  }

  /** What stands there belongs to it unless it is a secret that could be guessed from its hash. */
  #fingerprint(code: string, { file, span, path, secret }: Match): string {
    const text = span === undefined ? '' : this.#text(file).slice(span.start, span.end);
    const value = secret === 'weak' ? '' : withoutPasswords(text).replaceAll(/\s+/g, ' ');
    const place = path ?? (secret === undefined ? '' : this.#lineAround(file, span));
    const parts = ['llmgw/v1', code, file, place, value];
    return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
  }

  /** The line without what the span covers: enough to tell two places apart, and no secret. */
  #lineAround(file: string, span: Span | undefined): string {
    if (span === undefined) return '';
    const { start, end } = this.#linesOf(file).lineSpan(span.start);
    const text = this.#text(file);
    const rest = text.slice(start, span.start) + text.slice(Math.min(span.end, end), end);
    return withoutPasswords(rest).replaceAll(/\s+/g, ' ').slice(0, 80);
  }

  /** An edit is made for a configuration that stands alone: inside another file it may break that one. */
  #isEmbedded({ file, span }: Match): boolean {
    const found = this.#files.get(file);
    if (found === undefined || span === undefined) return false;
    return embeddedSpans(found).some(({ start, end }) => span.start >= start && span.end <= end);
  }

  #linesOf(file: string): LineIndex {
    const known = this.#lines.get(file);
    if (known !== undefined) return known;
    const index = new LineIndex(this.#text(file));
    this.#lines.set(file, index);
    return index;
  }

  #text(file: string): string {
    return this.#files.get(file)?.text ?? '';
  }
}

function identity({ code, position, end, message }: Finding): string {
  return JSON.stringify([code, position, end, message]);
}

function byPlace(a: Finding, b: Finding): number {
  const [one, two] = [a.position, b.position];
  if (one === undefined || two === undefined)
    return Number(one !== undefined) - Number(two !== undefined);
  if (one.file !== two.file) return one.file < two.file ? -1 : 1;
  return one.line - two.line || one.column - two.column || a.code.localeCompare(b.code, 'en');
}
