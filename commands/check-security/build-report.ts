import { createHash } from 'node:crypto';
import { VERSION } from '../../src/cli/version.ts';
import type { Finding } from '../../src/diagnostics/finding.ts';
import type { LiveCheck, Report, ReportFile } from '../../src/diagnostics/report.ts';
import type { ProjectFile } from '../../src/security/project.ts';
import { ruleInfos } from '../../src/security/rule-infos.ts';
import type { ScanFinding } from '../../src/security/scan.ts';
import { isSecretBearing } from './collect/secret-bearing.ts';
import { isChosen, type Inspection } from './inspect.ts';
import type { CheckOptions } from './check-options.ts';

/** What a run came to. */
export interface Outcome {
  readonly inspection: Inspection;
  readonly files: readonly ProjectFile[];
  readonly skipped: Readonly<Record<string, number>>;
  readonly live: readonly LiveCheck[];
  readonly elapsedMs: number;
}

/** The report that every format is made from; what would mend a finding stays behind. */
export function buildReport(outcome: Outcome, options: CheckOptions): Report {
  const { inspection, files, skipped, live, elapsedMs } = outcome;
  return {
    command: 'check-security',
    version: VERSION,
    findings: [...inspection.findings].sort(byPlace).map(shown),
    suppressed: inspection.suppressed.map(({ finding, by, reason }) => ({
      finding: shown(finding),
      by,
      reason,
    })),
    rules: ruleInfos.filter(({ code }) => isChosen(code, options)),
    files: files.map(fileOf),
    ...{ skipped, live, elapsedMs },
  };
}

function shown({ repair: _repair, ...finding }: ScanFinding): Finding {
  return finding;
}

/** The hash of an env file would let its password be guessed. */
function fileOf({ path, text, kind, origin }: ProjectFile): ReportFile {
  const isKeyFile = kind === 'text' && isSecretBearing(path);
  const isSecret = kind === 'dotenv' || origin === 'ignored' || isKeyFile;
  return { path, sha256: isSecret ? null : createHash('sha256').update(text).digest('hex') };
}

function byPlace(a: Finding, b: Finding): number {
  const [one, two] = [a.position, b.position];
  if (one === undefined || two === undefined)
    return Number(one === undefined) - Number(two === undefined);
  if (one.file !== two.file) return one.file < two.file ? -1 : 1;
  return one.line - two.line || one.column - two.column;
}
