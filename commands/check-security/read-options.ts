import { LlmgwError } from '../../src/core/errors.ts';
import { suggest } from '../../src/core/suggest.ts';
import type { Confidence, Severity } from '../../src/diagnostics/finding.ts';
import { severityOf } from '../../src/security/project-settings.ts';
import type { Persona } from '../../src/security/rule.ts';
import { ruleInfos } from '../../src/security/rule-infos.ts';
import type {
  BaselineOption,
  CheckOptions,
  FailOn,
  FixOption,
  SizeLimits,
  Source,
  VerifyOption,
} from './check-options.ts';
import { planOutputs } from './output-plan.ts';

/** The flags as commander gives them. */
export interface Flags {
  readonly staged?: boolean;
  readonly since?: string;
  readonly history?: boolean;
  readonly stdin?: boolean;
  readonly stdinFilename?: string;
  readonly persona: Persona;
  readonly minSeverity: Severity;
  readonly minConfidence: Confidence;
  readonly failOn: FailOn;
  readonly rule?: readonly string[];
  readonly skipRule?: readonly string[];
  readonly severity?: readonly string[];
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly auditBaseline?: boolean;
  readonly ignores: boolean;
  readonly fix?: string | true;
  readonly dryRun?: boolean;
  readonly verify?: boolean;
  readonly verifyEndpoint?: readonly string[];
  readonly verifyTimeout: number;
  readonly format?: readonly string[];
  readonly output?: readonly string[];
  readonly exitCodes: boolean;
  readonly listRules?: boolean;
  readonly listFiles?: boolean;
  readonly strictCollection?: boolean;
  readonly maxFileSize?: number;
  readonly jobs: number;
}

const MIB = 1_024 * 1_024;
const FOUND_LIMIT = MIB;
const NAMED_LIMIT = 64 * MIB;

/** Turns a command line into options; throws `E_USAGE` for what contradicts itself. */
export function readOptions(
  flags: Flags,
  paths: readonly string[],
  global: { readonly json: boolean },
): CheckOptions {
  const source = readSource(flags, [...pathAfterFix(flags), ...paths]);
  refuseContradictions(flags, source);
  return {
    source,
    persona: flags.persona,
    minSeverity: flags.minSeverity,
    minConfidence: flags.minConfidence,
    failOn: flags.exitCodes ? flags.failOn : 'never',
    only: flags.rule === undefined ? null : new Set(flags.rule.map(parseRule)),
    skip: new Set((flags.skipRule ?? []).map(parseRule)),
    severities: new Map((flags.severity ?? []).map(parseSeverity)),
    baseline: readBaseline(flags),
    ignores: flags.ignores,
    fix: readFix(flags),
    verify: readVerify(flags),
    outputs: planOutputs(flags.format ?? [], flags.output ?? [], global.json),
    list: flags.listRules === true ? 'rules' : flags.listFiles === true ? 'files' : null,
    strictCollection: flags.strictCollection ?? false,
  };
}

function readSource(flags: Flags, paths: readonly string[]): Source {
  const limits = readLimits(flags);
  const { staged, since, history, stdin, stdinFilename } = flags;
  const chosen = [staged, since, history, stdin].filter((flag) => flag !== undefined);
  if (chosen.length > 1) {
    throw usage('--staged, --since, --history and --stdin exclude each other', 'give one of them');
  }
  if (stdin === true) {
    if (paths.length > 0) throw usage('--stdin reads no files', 'leave the paths out');
    return { kind: 'stdin', name: stdinFilename ?? 'stdin', limits };
  }
  if (stdinFilename !== undefined) throw usage('--stdin-filename needs --stdin', 'add --stdin');
  if (staged === true) return { kind: 'staged', paths, limits };
  if (since !== undefined) return { kind: 'since', ref: parseRef(since), paths, limits };
  if (history === true) return { kind: 'history', paths, limits };
  return { kind: 'files', paths, limits };
}

/** A name that begins with a dash would be an option of git. */
function parseRef(ref: string): string {
  if (ref !== '' && !ref.startsWith('-')) return ref;
  throw usage('--since takes a commit, branch or tag', 'for example --since origin/main');
}

function readLimits({ maxFileSize }: Flags): SizeLimits {
  return { found: maxFileSize ?? FOUND_LIMIT, named: maxFileSize ?? NAMED_LIMIT };
}

function refuseContradictions(flags: Flags, { kind }: Source): void {
  if (flags.fix !== undefined && kind !== 'files' && kind !== 'since') {
    throw usage(`--fix cannot change what --${kind} reads`, 'run it on the files themselves');
  }
  if (flags.dryRun === true && flags.fix === undefined) {
    throw usage('--dry-run shows what --fix would do', 'add --fix');
  }
  if (flags.verifyEndpoint !== undefined && flags.verify !== true) {
    throw usage('--verify-endpoint needs --verify', 'add --verify, which uses the network');
  }
}

function readBaseline(flags: Flags): BaselineOption | null {
  const { baseline, updateBaseline = false, auditBaseline = false } = flags;
  if (updateBaseline && auditBaseline) {
    throw usage('--update-baseline and --audit-baseline exclude each other', 'give one of them');
  }
  if (baseline !== undefined) {
    return {
      file: baseline,
      action: updateBaseline ? 'update' : auditBaseline ? 'audit' : 'apply',
    };
  }
  if (!updateBaseline && !auditBaseline) return null;
  throw usage('which baseline?', 'name its file: --baseline .llmgw-baseline.json');
}

function readFix({ fix, dryRun = false }: Flags): FixOption | null {
  if (fix === undefined) return null;
  if (isWhatToFix(fix) || looksLikePath(fix)) return { unsafe: fix === 'all', dryRun };
  throw usage('--fix takes safe or all', 'write --fix=all, and put paths before it or behind `--`');
}

/** In `--fix config.yaml` the word behind the flag is a path. */
function pathAfterFix({ fix = true }: Flags): readonly string[] {
  return isWhatToFix(fix) || !looksLikePath(fix) ? [] : [fix];
}

function isWhatToFix(fix: string | true): fix is 'safe' | 'all' | true {
  return fix === true || fix === 'safe' || fix === 'all';
}

function looksLikePath(word: string): boolean {
  return /[./]/.test(word);
}

function readVerify(flags: Flags): VerifyOption | null {
  if (flags.verify !== true) return null;
  const endpoints = new Map((flags.verifyEndpoint ?? []).map(parseEndpoint));
  return { endpoints, jobs: flags.jobs, timeoutMs: flags.verifyTimeout * 1_000 };
}

function parseEndpoint(text: string): readonly [string, URL] {
  const at = text.indexOf('=');
  const url = text.slice(at + 1);
  if (at > 0 && URL.canParse(url) && /^https?:/.test(url)) return [text.slice(0, at), new URL(url)];
  throw usage(
    '--verify-endpoint takes PROVIDER=URL',
    'for example groq=https://proxy.example.com/v1/models',
  );
}

function parseSeverity(text: string): readonly [string, Severity] {
  const [rule = '', word = ''] = text.split('=');
  const level = severityOf(word);
  if (level !== null) return [parseRule(rule), level];
  throw usage('--severity takes RULE=critical, warning or info', 'for example LGW310=info');
}

/** A code or a name, as its code. */
function parseRule(word: string): string {
  const wanted = word.trim().toLowerCase();
  const rule = ruleInfos.find(({ code, name }) => code.toLowerCase() === wanted || name === wanted);
  if (rule !== undefined) return rule.code;
  const words = ruleInfos.flatMap(({ code, name }) => [code, name]);
  const meant = suggest(wanted, words);
  const list = 'see `llmgw check-security --list-rules`';
  throw usage(
    `there is no rule \`${word.slice(0, 40)}\``,
    meant === null ? list : `did you mean ${meant}? ${list}`,
  );
}

function usage(message: string, hint: string): LlmgwError {
  return new LlmgwError('E_USAGE', message, { hint });
}
