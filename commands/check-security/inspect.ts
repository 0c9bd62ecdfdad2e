import type { Confidence, Finding, Severity } from '../../src/diagnostics/finding.ts';
import { applyBaseline, type Baseline } from '../../src/diagnostics/baseline.ts';
import { inlineIgnores } from '../../src/diagnostics/inline-ignores.ts';
import { META_RULES } from '../../src/diagnostics/meta-rules.ts';
import type { SuppressedFinding } from '../../src/diagnostics/report.ts';
import { suppress, type SuppressionNote } from '../../src/diagnostics/suppress.ts';
import type { Project } from '../../src/security/project.ts';
import type { ProjectSettings } from '../../src/security/project-settings.ts';
import type { Rule } from '../../src/security/rule.ts';
import { purposeOf } from '../../src/security/reading/purpose.ts';
import { ruleInfos } from '../../src/security/rule-infos.ts';
import { scan, type ScanFinding } from '../../src/security/scan.ts';
import { unparsableFiles } from '../../src/security/unparsable-files.ts';
import type { CheckOptions } from './check-options.ts';
import type { Collected } from './collect/collected.ts';
import { unreadableFiles } from './unreadable-files.ts';

/** What findings are judged by. */
export interface Judgement {
  readonly options: CheckOptions;
  readonly settings: ProjectSettings;
  /** The rules that look, already chosen. */
  readonly rules: readonly Rule[];
  /** null: every finding counts. */
  readonly baseline: Baseline | null;
  /** What was found by asking providers. */
  readonly live: readonly ScanFinding[];
}

/** What counts, and what somebody decided to live with. */
export interface Inspection {
  readonly findings: readonly ScanFinding[];
  readonly suppressed: readonly (SuppressedFinding & { readonly finding: ScanFinding })[];
}

/** Lets the rules look, and takes out what is old, suppressed, known, or of no interest. */
export function inspect(collected: Collected, judgement: Judgement): Inspection {
  const { project, before, narrowedTo, isWhole } = collected;
  const now = look(project, judgement, isWhole);
  const old = before === null ? [] : look(before, judgement, false).findings;
  const known = new Set(old.map(({ fingerprint }) => fingerprint));
  const isAsked = (finding: ScanFinding): boolean =>
    narrowedTo === null || narrowedTo.has(finding.position?.file ?? '');
  return conclude(
    {
      findings: now.findings.filter((one) => !known.has(one.fingerprint) && isAsked(one)),
      suppressed: now.suppressed.filter(({ finding }) => isAsked(finding)),
    },
    judgement,
  );
}

/** The baseline comes last of what suppresses, and the thresholds behind it. */
export function conclude(inspection: Inspection, judgement: Judgement): Inspection {
  const { baseline, options } = judgement;
  const isWanted = (finding: Finding): boolean =>
    SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(options.minSeverity) &&
    CONFIDENCES.indexOf(finding.confidence ?? 'high') <= CONFIDENCES.indexOf(options.minConfidence);
  const wanted = inspection.findings.filter(isWanted);
  if (baseline === null) return { ...inspection, findings: wanted };
  const { findings, suppressed } = applyBaseline(wanted, baseline);
  return { findings, suppressed: [...inspection.suppressed, ...suppressed] };
}

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];
const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low'];

/** What is found in a project once its suppressions are heard. */
export function look(project: Project, judgement: Judgement, isWhole: boolean): Inspection {
  const { options, settings } = judgement;
  const found = raise(project, judgement);
  if (!options.ignores) return { findings: found, suppressed: [] };
  const inline = project.files.flatMap(({ path, text }) => inlineIgnores(path, text));
  const { findings, suppressed, notes } = suppress(found, [...inline, ...settings.ignores], {
    known: ruleInfos,
    ran: codesOf(judgement),
    today: project.today,
    tellsUnused: isWhole,
  });
  const heard = notes
    // Documentation and tests show how a suppression is written: it need not suppress anything there.
    .filter(({ finding }) => !isExplanation(finding.position?.file ?? ''))
    .map(repairable)
    .filter(({ code }) => isChosen(code, options));
  return { findings: [...findings, ...heard.map((one) => graded(one, judgement))], suppressed };
}

function isExplanation(file: string): boolean {
  return ['docs', 'test'].includes(purposeOf(file));
}

/** Everything that is found, with the severities that somebody set. */
function raise(project: Project, judgement: Judgement): readonly ScanFinding[] {
  const { options, settings, rules, live } = judgement;
  const ignored = new Set(
    [...project.files, ...project.unread].flatMap(({ path, origin }) =>
      origin === 'ignored' ? [path] : [],
    ),
  );
  const others = [...unparsableFiles(project), ...unreadableFiles(project), ...settings.findings];
  return [
    ...scan(project, { rules, persona: options.persona }),
    ...live,
    ...others.map((finding) => ({ ...finding, repair: null })),
  ]
    .filter(({ code, position }) => code.startsWith('LGW7') || !ignored.has(position?.file ?? ''))
    .filter(({ code }) => isChosen(code, options))
    .map((finding) => graded(finding, judgement));
}

/** Whether the command line wants to hear of a rule. */
export function isChosen(code: string, { only, skip }: CheckOptions): boolean {
  return (only === null || only.has(code)) && !skip.has(code);
}

/** With the severity that somebody set: on the command line first, then in `.llmgw.yaml`. */
export function graded(finding: ScanFinding, { options, settings }: Judgement): ScanFinding {
  const { code, name } = finding;
  const { severities } = settings;
  const set = options.severities.get(code) ?? severities.get(code) ?? severities.get(name);
  return set === undefined ? finding : { ...finding, severity: set };
}

/** Rules of which it can be said that they found nothing; unsure matches are only heard by auditors. */
function codesOf({ rules, options }: Judgement): ReadonlySet<string> {
  const { persona } = options;
  const heard = rules.filter(
    ({ confidence, persona: from }) =>
      PERSONAS.indexOf(from) <= PERSONAS.indexOf(persona) &&
      (persona === 'auditor' || confidence !== 'low'),
  );
  return new Set([...heard.map(({ code }) => code), META_RULES['unparsable-file'].code]);
}

const PERSONAS = ['regular', 'pedantic', 'auditor'];

function repairable({ finding, removal }: SuppressionNote): ScanFinding {
  if (removal === null) return { ...finding, repair: null };
  const { file, ...span } = removal;
  const edits = [{ kind: 'replace', file, span, text: '' } as const];
  return { ...finding, repair: { class: 'safe', title: 'remove it', edits } };
}
