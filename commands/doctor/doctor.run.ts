import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { LiveCheck } from '../../src/diagnostics/report.ts';
import type { CommandContext } from '../context.ts';
import { findConfig } from '../find-config.ts';
import { LIVE_LIMITS, runLiveChecks } from '../live-checks.ts';
import { liveTasks } from '../live-tasks.ts';
import { validateFile } from '../validate-file.ts';
import { CHECK_NAMES, type CheckName, type CheckResult, type Patient } from './check.ts';
import { checkOwnSchema } from './check-own-schema.ts';
import { checkStoredSecrets } from './check-stored-secrets.ts';
import { runLocalChecks } from './local-checks.ts';
import { mcpTasks } from './mcp-tasks.ts';
import { renderResults } from './render-results.ts';

/** What `llmgw doctor` is asked. */
export interface DoctorOptions {
  /** None: all. */
  readonly checks: readonly string[];
  readonly list: boolean;
  readonly offline: boolean;
}

/** One line for each part the gateway depends on, and for what is wrong the command that mends it. */
export async function runDoctor(
  options: DoctorOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout } = context.io;
  if (options.list) {
    stdout.write(`${CHECK_NAMES.join('\n')}\n`);
    return EXIT.ok;
  }
  const startedAt = context.clock.now();
  const results = await examine(options, context);
  const elapsedMs = Math.round(context.clock.now() - startedAt);
  if (context.options.json) {
    const worst = EXIT_NAMES[exitOf(results)];
    const document = { schema: 'llmgw.doctor/v1', worst, checks: results, elapsedMs };
    stdout.write(`${JSON.stringify(document)}\n`);
  } else stdout.write(renderResults(results, elapsedMs, stdout.paint));
  return exitOf(results);
}

async function examine(
  { checks, offline }: DoctorOptions,
  context: CommandContext,
): Promise<readonly CheckResult[]> {
  const wants = (name: CheckName): boolean => checks.length === 0 || checks.includes(name);
  const { file, origin } = findConfig(context.io.cwd, context.options.config);
  const found = validateFile(context, file);
  const { config } = found;
  const patient: Patient = { context, file, isBuiltIn: origin === 'built-in', found, config };
  const local = runLocalChecks(patient, wants);
  if (offline || config === null) return local;
  const mcp = wants('mcp') ? await mcpTasks(context, config) : [];
  const others = liveTasks(context, config).filter(({ check }) => wants(nameOfLive(check)));
  const [live, secrets, own] = await Promise.all([
    runLiveChecks([...others, ...mcp], { clock: context.clock, ...LIVE_LIMITS }),
    wants('stored-secrets') ? checkStoredSecrets(patient) : null,
    checkOwnSchema(patient, wants),
  ]);
  const stored = secrets === null ? [] : [secretsResult(secrets)];
  const all = [...live.map(toResult), ...stored, ...own];
  return [...local, ...inOrder(all)];
}

function secretsResult(outcome: Omit<CheckResult, 'check'>): CheckResult {
  return { check: 'stored-secrets', ...outcome };
}

function inOrder(results: readonly CheckResult[]): readonly CheckResult[] {
  return results.toSorted((a, b) => CHECK_NAMES.indexOf(a.check) - CHECK_NAMES.indexOf(b.check));
}

function nameOfLive(check: string): CheckName {
  return CHECK_NAMES.find((name) => name === check) ?? 'provider';
}

function toResult({ check, target, status, ms, detail, hint }: LiveCheck): CheckResult {
  const help = hint === undefined ? {} : { help: hint };
  const words = [target, `${ms} ms`, ...(detail === '' ? [] : [detail])].join(', ');
  const name = nameOfLive(check);
  if (status === 'ok') {
    return { check: name, status: hint === undefined ? 'ok' : 'warning', detail: words, ...help };
  }
  if (status === 'skipped') return { check: name, status, detail: words, ...help };
  return { check: name, status: 'unreachable', detail: `${status}: ${words}`, ...help };
}

/** 1 when something is critical, 4 when the worst is that somebody is not there, 2 for warnings. */
function exitOf(results: readonly CheckResult[]): ExitCode {
  const has = (status: CheckResult['status']): boolean =>
    results.some((one) => one.status === status);
  if (has('critical')) return EXIT.critical;
  if (has('unreachable')) return EXIT.unreachable;
  return has('warning') ? EXIT.warning : EXIT.ok;
}

const EXIT_NAMES: Partial<Record<ExitCode, string>> = {
  [EXIT.ok]: 'ok',
  [EXIT.critical]: 'critical',
  [EXIT.warning]: 'warning',
  [EXIT.unreachable]: 'unreachable',
};
