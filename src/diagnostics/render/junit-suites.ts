import type { Finding } from '../finding.ts';
import type { LiveCheck, Report, RuleInfo, SuppressedFinding } from '../report.ts';

/** Above that many pairs of rule and file what passed is one case a rule: dashboards choke on more. */
const MAX_CASES = 20_000;
const NO_FILE = '(no file)';

/** One rule in one file, or one service. */
export interface Case {
  readonly classname: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly message: string;
  readonly details: readonly string[];
  readonly seconds?: number;
}

/** A file, and what was looked for in it. */
export interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/**
 * A suite for each file, in it a case for each rule, so that dashboards show what passed; one for the
 * services. Critical findings and warnings fail; an info passes and is told; what is suppressed is
 * skipped.
 */
export function suitesOf(report: Report): readonly Suite[] {
  return [...fileSuites(report), ...liveSuites(report.live)];
}

function fileSuites(report: Report): readonly Suite[] {
  const kinds = kindsOf(report);
  const all = pathsOf(report);
  const isFull = kinds.length * all.length <= MAX_CASES;
  const paths = isFull ? all : pathsOf({ ...report, files: [] });
  const failures = groupBy(report.findings, cellOf);
  const skips = groupBy(report.suppressed, ({ finding }) => cellOf(finding));
  const casesOf = (path: string): readonly Case[] =>
    kinds.flatMap((kind) => {
      const cell = JSON.stringify([path, kind.code]);
      const found = { failed: failures.get(cell) ?? [], skipped: skips.get(cell) ?? [] };
      const isBare = found.failed.length + found.skipped.length === 0;
      return isBare && !isFull ? [] : [makeCase(kind, path, found)];
    });
  const suites = paths.map((path) => ({ name: path, cases: casesOf(path) }));
  return isFull ? suites : [...suites, passedElsewhere(kinds)];
}

function passedElsewhere(kinds: readonly Kind[]): Suite {
  const name = 'every other file';
  const nothing = { failed: [], skipped: [] };
  return { name, cases: kinds.map((kind) => makeCase(kind, name, nothing)) };
}

/** The rules, and what was found by nobody of them: faults of the loader. */
function kindsOf({ rules, findings, suppressed }: Report): readonly Kind[] {
  const found = [...findings, ...suppressed.map(({ finding }) => finding)];
  const kinds = new Map([...found, ...rules].map(({ code, name }) => [code, { code, name }]));
  return [...kinds.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

type Kind = Pick<RuleInfo, 'code' | 'name'>;

interface Found {
  readonly failed: readonly Finding[];
  readonly skipped: readonly SuppressedFinding[];
}

function makeCase({ code, name }: Kind, path: string, { failed, skipped }: Found): Case {
  const bad = failed.filter(({ severity }) => severity !== 'info');
  const [first] = bad;
  const base = { classname: path, name: `${code} ${name}` };
  if (first !== undefined) {
    const message =
      bad.length === 1 ? first.message : `${first.message} (and ${bad.length - 1} more)`;
    return { ...base, outcome: 'failed', message, details: failed.map(describe) };
  }
  const [suppressed] = skipped;
  if (failed.length === 0 && suppressed !== undefined)
    return { ...base, outcome: 'skipped', message: suppressed.reason, details: [] };
  return { ...base, outcome: 'passed', message: '', details: failed.map(describe) };
}

function liveSuites(live: readonly LiveCheck[]): readonly Suite[] {
  if (live.length === 0) return [];
  const cases = live.map(({ check, target, status, ms, detail, hint }): Case => ({
    classname: check,
    name: target,
    outcome: status === 'ok' ? 'passed' : status === 'skipped' ? 'skipped' : 'failed',
    message: status,
    details: [detail, hint ?? ''].filter((text) => text !== ''),
    seconds: ms / 1_000,
  }));
  return [{ name: 'live checks', cases }];
}

function describe({ severity, position, message, help }: Finding): string {
  const place =
    position === undefined ? '' : `${position.file}:${position.line}:${position.column}: `;
  return `${place}${severity}: ${message}${help === undefined ? '' : `\n  help: ${help}`}`;
}

function pathsOf({ files, findings, suppressed }: Report): readonly string[] {
  const named = [...findings, ...suppressed.map(({ finding }) => finding)].map(
    ({ position }) => position?.file ?? NO_FILE,
  );
  return [...new Set([...files.map(({ path }) => path), ...named])].sort();
}

function cellOf({ position, code }: Finding): string {
  return JSON.stringify([position?.file ?? NO_FILE, code]);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
