import type { Edit, Fix, Span } from '../../../src/security/rule.ts';
import type { ScanFinding } from '../../../src/security/scan.ts';

/** A repair that can be made, with the finding it mends. */
export interface Repair {
  readonly finding: ScanFinding;
  readonly fix: Fix;
}

/**
 * The repairs that can be made at once. One that touches what another one changes waits for the next
 * round, as a whole: half of a repair is worse than none.
 */
export function selectFixes(
  findings: readonly ScanFinding[],
  isAllowed: (fix: Fix) => boolean,
): readonly Repair[] {
  const taken: Edit[] = [];
  const chosen: Repair[] = [];
  for (const finding of findings) {
    const fix = finding.repair;
    if (fix === null || fix.edits.length === 0 || !isAllowed(fix)) continue;
    if (fix.edits.some((edit) => taken.some((other) => clash(edit, other)))) continue;
    taken.push(...fix.edits);
    chosen.push({ finding, fix });
  }
  return chosen;
}

function clash(a: Edit, b: Edit): boolean {
  if (a.file !== b.file || a.kind !== 'replace' || b.kind !== 'replace') return false;
  const isSame = a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
  return !isSame && overlap(a.span, b.span);
}

/** Two insertions at one place overlap: nobody knows which comes first. */
function overlap(a: Span, b: Span): boolean {
  if (a.start === b.start) return true;
  return a.start < b.end && b.start < a.end;
}
