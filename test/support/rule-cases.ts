import { describe, expect, test } from '@jest/globals';
import { applyEdits } from '../../src/security/apply-edits.ts';
import { ProjectFile, type FileFacts, type Project } from '../../src/security/project.ts';
import type { Rule, Sample } from '../../src/security/rule.ts';
import { scan, type ScanFinding } from '../../src/security/scan.ts';
import { fillSample } from '../../src/security/secrets/make-key.ts';

/** One project and where the rule must speak in it. */
export interface FiringCase {
  readonly title: string;
  readonly files: Sample;
  /** `file:line:column`, all of them, in order; `file` alone for the whole file. */
  readonly at: readonly string[];
  /** The key fact: with `[what stands there, what stands there instead]` the rule is silent. */
  readonly without: readonly [string, string];
  readonly severity?: ScanFinding['severity'];
  readonly project?: ProjectChanges;
}

/** One project in which the rule has nothing to say. */
export interface SilentCase {
  readonly title: string;
  readonly files: Sample;
  readonly project?: ProjectChanges;
}

/** One project and what its files are after the fix. */
export interface FixCase extends SilentCase {
  readonly fixed: Sample;
}

/** What differs from a folder without git of a private machine, all of mode 0644 and 2026-11-23. */
export interface ProjectChanges extends Partial<Omit<Project, 'files'>> {
  readonly facts?: Readonly<Record<string, Partial<FileFacts>>>;
}

/** The cases of one rule. */
export interface RuleCases {
  readonly fires: readonly FiringCase[];
  readonly silent: readonly SilentCase[];
  readonly fixes?: readonly FixCase[];
  /** For the samples of the rule itself. */
  readonly samples?: ProjectChanges;
}

/** Makes a project of texts; `{{groq}}` in them becomes a key of that form. */
export function projectOf(sample: Sample, changes: ProjectChanges = {}): Project {
  const { facts = {}, ...rest } = changes;
  const files = Object.entries(fillSample(sample)).map(
    ([path, text]) => new ProjectFile({ path, text, mode: 0o644, origin: 'loose', ...facts[path] }),
  );
  const quiet = { unread: [], isGit: false, names: [], today: '2026-11-23', isSharedHost: false };
  return { ...quiet, ...rest, files };
}

/** What the rule says of a project, whatever its persona. */
export function findingsOf(rule: Rule, project: Project): readonly ScanFinding[] {
  return scan(project, { rules: [rule], persona: 'auditor' });
}

function placesOf(findings: readonly ScanFinding[]): readonly string[] {
  return findings.map(({ position, end }) => {
    if (position === undefined) return '';
    const { file, line, column } = position;
    return end === undefined ? file : `${file}:${line}:${column}`;
  });
}

function mutate(files: Sample, [from, to]: readonly [string, string]): Sample {
  const entries = Object.entries(files);
  if (!entries.some(([path, text]) => text.includes(from) || path.includes(from)))
    throw new Error(`the key fact \`${from}\` is in no file`);
  return Object.fromEntries(
    entries.map(([path, text]) => [path.replaceAll(from, to), text.replaceAll(from, to)]),
  );
}

/** The tests every rule has: where it speaks, where not, that its key fact matters, its fixes. */
export function describeRule(rule: Rule, { fires, silent, fixes = [], samples }: RuleCases): void {
  describe(`${rule.code} ${rule.name}`, () => {
    test('its page shows what is bad and what is good', () => {
      expect(findingsOf(rule, projectOf(rule.bad, samples))).not.toEqual([]);
      expect(findingsOf(rule, projectOf(rule.good, samples))).toEqual([]);
    });

    test.each(fires)('speaks: $title', ({ files, at, without, severity, project }) => {
      const findings = findingsOf(rule, projectOf(files, project));
      expect(placesOf(findings)).toEqual(at);
      if (severity !== undefined) expect(findings[0]?.severity).toBe(severity);
      expect(findingsOf(rule, projectOf(mutate(files, without), project))).toEqual([]);
    });

    test.each(silent)('is silent: $title', ({ files, project }) => {
      expect(findingsOf(rule, projectOf(files, project))).toEqual([]);
    });

    if (fixes.length > 0) describeFixes(rule, fixes);
  });
}

function describeFixes(rule: Rule, fixes: readonly FixCase[]): void {
  test.each(fixes)('mends: $title', ({ files, fixed, project }) => {
    const filled = fillSample(files);
    const findings = findingsOf(rule, projectOf(filled, project));
    const edits = findings.flatMap(({ repair }) => repair?.edits ?? []);
    const after = Object.fromEntries(applyEdits(new Map(Object.entries(filled)), edits));
    expect(after).toEqual(fillSample(fixed));
    expect(findingsOf(rule, projectOf(after, project))).toEqual([]);
  });
}
