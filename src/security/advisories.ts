import type { Severity } from '../diagnostics/finding.ts';
import { isBefore, readVersion, type PythonVersion } from './reading/python-version.ts';

/** When the table was last held against what is published, `YYYY-MM-DD`. */
export const ADVISORIES_AS_OF = '2026-09-02';

/** What is known against versions of LiteLLM. */
export interface Advisory {
  /** The name most people know it by, and others. */
  readonly ids: readonly string[];
  /** The first version that has it; null: nobody knows. */
  readonly since: PythonVersion | null;
  /** The first one without; null: there was none yet. */
  readonly fixedIn: PythonVersion | null;
  /** Instead of a range: these and no others. */
  readonly only: readonly string[];
  /**
   * `exploited`: in CISA's list of what is attacked. `malicious`: the release itself attacks.
   * `unconfirmed`: reported, not answered.
   */
  readonly state: 'exploited' | 'published' | 'malicious' | 'unconfirmed';
  /** What has to be in use for it; null: nothing in particular. */
  readonly needs: 'jwt' | 'pass-through' | 'custom-guardrail' | null;
  readonly severity: Severity;
  /** What somebody can do. */
  readonly summary: string;
}

interface Draft {
  readonly ids: string;
  readonly since?: string;
  readonly fixedIn?: string;
  readonly only?: string;
  readonly state?: Advisory['state'];
  readonly needs?: Advisory['needs'];
  readonly severity?: Severity;
  readonly summary: string;
}

const DRAFTS: readonly Draft[] = [
  {
    ids: 'CVE-2026-42208 GHSA-r75f-5x8p-qvmc',
    since: '1.81.16',
    fixedIn: '1.83.7',
    state: 'exploited',
    summary: 'SQL injection where keys are checked, without a key',
  },
  {
    ids: 'CVE-2026-42271 GHSA-v4p8-mg3p-g94g',
    since: '1.74.2',
    fixedIn: '1.83.7',
    state: 'exploited',
    summary: 'the routes that test MCP servers run commands for any key',
  },
  {
    ids: 'CVE-2026-59822 GHSA-7488-6r32-c95q',
    fixedIn: '1.84.0',
    state: 'exploited',
    summary: 'MCP over HTTP takes a made-up bearer token',
  },
  { ids: 'CVE-2026-30623', fixedIn: '1.83.7', summary: 'commands through MCP servers over stdio' },
  {
    ids: 'CVE-2026-42203',
    since: '1.80.5',
    fixedIn: '1.83.7',
    summary: 'template injection where prompts are tried, with any key',
  },
  {
    ids: 'CVE-2026-49468 GHSA-4xpc-pv4p-pm3w',
    fixedIn: '1.84.0',
    summary: 'the Host header leads around authentication',
  },
  {
    ids: 'GHSA-7h34-mmrh-6g58',
    fixedIn: '1.84.0',
    needs: 'pass-through',
    summary: 'pass-through endpoints ask nobody for a key unless told to',
  },
  {
    ids: 'CVE-2026-35030 GHSA-jjhc-v7c2-5hh6',
    fixedIn: '1.83.0',
    needs: 'jwt',
    summary: 'tokens that begin alike are taken for each other',
  },
  {
    ids: 'CVE-2026-35029 GHSA-53mr-6c8q-9789',
    fixedIn: '1.83.0',
    summary: 'any key changes the configuration',
  },
  {
    ids: 'GHSA-69x8-hrgq-fjj8',
    fixedIn: '1.83.0',
    severity: 'warning',
    summary: 'the stored hash of a password is as good as the password',
  },
  {
    ids: 'guardrail-header-leak',
    fixedIn: '1.82.3',
    needs: 'custom-guardrail',
    summary: 'custom guardrails write the caller’s key into logs and traces',
  },
  {
    ids: 'pypi-compromise-2026-03-24',
    only: '1.82.7 1.82.8',
    state: 'malicious',
    summary: 'the release steals credentials',
  },
  {
    ids: 'CVE-2024-6587 GHSA-g26j-5385-hhw3',
    fixedIn: '1.44.8',
    summary: 'callers send the provider’s key to an address of theirs',
  },
  {
    ids: 'CVE-2024-2952 GHSA-46cm-pfwv-cgf8',
    fixedIn: '1.34.42',
    summary: 'template injection through chat templates',
  },
  {
    ids: 'CVE-2026-12772 CVE-2026-12795 CVE-2026-12796',
    since: '1.94.0',
    state: 'unconfirmed',
    severity: 'warning',
    summary: 'sessions that do not end and routes that ask for no key',
  },
];

/** Newest first. */
export const ADVISORIES: readonly Advisory[] = DRAFTS.map(
  ({ ids, since, fixedIn, only = '', state, needs, severity, summary }) => ({
    ids: ids.split(' '),
    since: since === undefined ? null : readVersion(since),
    fixedIn: fixedIn === undefined ? null : readVersion(fixedIn),
    only: only === '' ? [] : only.split(' '),
    state: state ?? 'published',
    needs: needs ?? null,
    severity: severity ?? 'critical',
    summary,
  }),
);

/** Whether a version has what an advisory tells. */
export function affects({ since, fixedIn, only }: Advisory, version: PythonVersion): boolean {
  if (only.length > 0) return only.includes(version.release.join('.'));
  if (since !== null && isBefore(version, since)) return false;
  return fixedIn === null || isBefore(version, fixedIn);
}

/** The first version without any of them; null: one of them has none. */
export function fixOfAll(advisories: readonly Advisory[]): PythonVersion | null {
  const fixes = advisories.map(({ fixedIn }) => fixedIn);
  return fixes.reduce<PythonVersion | null>(
    (last, fix) => (fix === null || last === null ? null : isBefore(last, fix) ? fix : last),
    fixes[0] ?? null,
  );
}

const DAY_MS = 86_400_000;
const OLD_AFTER_DAYS = 180;

/** Whether the table is so old that newer faults are likely; `today` is `YYYY-MM-DD`. */
export function areAdvisoriesOld(today: string): boolean {
  return (Date.parse(today) - Date.parse(ADVISORIES_AS_OF)) / DAY_MS > OLD_AFTER_DAYS;
}
