import type { Finding, Position, Severity } from '../diagnostics/finding.ts';
import { FINDING_KINDS, type FindingName } from './finding-codes.ts';

/** What a finding says besides its name. */
export interface FindingDetail {
  readonly message: string;
  readonly help?: string;
  readonly position?: Position;
  /** Dotted path of the value. */
  readonly path?: string;
  /** Instead of the usual severity of its kind. */
  readonly severity?: Severity;
}

/** Collects what a load finds, so that everything can be told at once. */
export class FindingLog {
  readonly #findings: Finding[] = [];

  add(name: FindingName, { severity, ...detail }: FindingDetail): void {
    const kind = FINDING_KINDS[name];
    this.#findings.push({
      code: kind.code,
      name,
      severity: severity ?? kind.severity,
      ...detail,
    });
  }

  get count(): number {
    return this.#findings.length;
  }

  get hasCritical(): boolean {
    return this.#findings.some(({ severity }) => severity === 'critical');
  }

  /** Every finding once: by file in the order given, then by place; those without a place first. */
  sorted(files: readonly string[]): readonly Finding[] {
    const unique = new Map(this.#findings.map((finding) => [JSON.stringify(finding), finding]));
    return [...unique.values()].sort((a, b) => comparePlaces(a.position, b.position, files));
  }
}

function comparePlaces(
  a: Position | undefined,
  b: Position | undefined,
  files: readonly string[],
): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column;
}
