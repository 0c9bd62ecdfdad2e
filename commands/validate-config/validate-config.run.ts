import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { GatewayConfig } from '../../src/config/types.ts';
import { configJsonSchema } from '../../src/config/schema/json-schema.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { Finding } from '../../src/diagnostics/finding.ts';
import { renderReport } from '../../src/diagnostics/render/render-report.ts';
import { tally, type LiveCheck, type Report } from '../../src/diagnostics/report.ts';
import { ruleInfos } from '../../src/security/rule-infos.ts';
import { VERSION } from '../../src/cli/version.ts';
import type { FilesContext } from '../local-context.ts';
import { findConfig } from '../find-config.ts';
import { summaryLines } from './summary.ts';
import { shortPaths, shownPath, validateFile, type StaticResult } from '../validate-file.ts';
import type { Round, ValidateOptions } from './validate-options.ts';
import { watchAndRepeat } from './watch-and-repeat.ts';

/** Says everything that is wrong with configurations, before anything runs on them. */
export async function runValidateConfig(
  options: ValidateOptions,
  context: FilesContext,
): Promise<ExitCode> {
  if (options.schema) {
    context.io.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    return EXIT.ok;
  }
  if (options.watch) {
    const files = mainFiles(options, context).flatMap((file) => validateFile(context, file).files);
    return watchAndRepeat(context, { files, round: async () => validateAll(options, context) });
  }
  return (await validateAll(options, context)).exitCode;
}

function mainFiles({ files }: ValidateOptions, { io }: FilesContext): readonly string[] {
  const names = files.length > 0 ? files : [null];
  return names.map((name) => findConfig(io.cwd, name).file);
}

async function validateAll(options: ValidateOptions, context: FilesContext): Promise<Round> {
  const codes: ExitCode[] = [];
  const files: string[] = [];
  for (const file of mainFiles(options, context)) {
    const round = await validateOne(file, options, context);
    codes.push(round.exitCode);
    files.push(...round.files);
  }
  return { exitCode: worstOf(codes), files };
}

async function validateOne(
  file: string,
  options: ValidateOptions,
  context: FilesContext,
): Promise<Round> {
  const { clock, io } = context;
  const startedAt = clock.now();
  const found = validateFile(context, file);
  const findings = chosen(found, options).map((finding) => shortPaths(context, finding));
  const live =
    options.offline || options.envOnly ? null : await callLive(found.config, options, context);
  const report: Report = {
    ...{ command: 'validate-config', version: VERSION, suppressed: [], skipped: {} },
    findings,
    rules: ruleInfos,
    files: found.files.map((path) => ({ path: shownPath(context, path), sha256: hashOf(path) })),
    live: live ?? [],
    elapsedMs: Math.round(clock.now() - startedAt),
  };
  io.stdout.write(renderReport(report, options.format, { color: io.stdout.paint, sourceOf }));
  if (options.format === 'text') {
    const input = { file: shownPath(context, file), config: found.config, findings, live };
    io.stdout.write(`\n${summaryLines(input).join('\n')}\n`);
  }
  return { exitCode: judge(found, findings, { live: live ?? [], options }), files: found.files };
}

// Clients are only loaded by a run that calls somebody.
async function callLive(
  config: GatewayConfig | null,
  options: ValidateOptions,
  context: FilesContext,
): Promise<readonly LiveCheck[]> {
  if (config === null) return [];
  const { callEverybody } = await import('./call-everybody.ts');
  return callEverybody(config, options, await context.whole());
}

function chosen({ findings }: StaticResult, options: ValidateOptions): readonly Finding[] {
  const { layers, skipCodes, envOnly } = options;
  return findings
    .filter(({ layer }) => layers.length === 0 || layers.includes(layer))
    .filter(({ layer }) => !envOnly || layer === 'environment')
    .map(({ finding }) => finding)
    .filter(({ code, name }) => !skipCodes.includes(code) && !skipCodes.includes(name));
}

interface Verdict {
  readonly live: readonly LiveCheck[];
  readonly options: ValidateOptions;
}

/** 66 and 74 are for a main file that is not there or cannot be read: then nothing was validated. */
function judge(
  { config, findings: all }: StaticResult,
  findings: readonly Finding[],
  { live, options }: Verdict,
): ExitCode {
  if (config === null) {
    const missing = all.find(({ finding }) => finding.position === undefined)?.finding.name;
    if (missing === 'file-missing') return EXIT.noInput;
    if (missing === 'file-unreadable') return EXIT.io;
  }
  const { worst } = tally(findings);
  if (worst === 'critical') return EXIT.critical;
  if (live.some(({ status }) => status !== 'ok')) return EXIT.unreachable;
  return worst === 'warning' && options.strict ? EXIT.warning : EXIT.ok;
}

/** Of several files the code that stops a pipeline soonest. */
function worstOf(codes: readonly ExitCode[]): ExitCode {
  const order: readonly ExitCode[] = [
    EXIT.noInput,
    EXIT.io,
    EXIT.critical,
    EXIT.unreachable,
    EXIT.warning,
  ];
  return order.find((code) => codes.includes(code)) ?? EXIT.ok;
}

/** Env files hold little but secrets: their hash would help to guess them. */
function hashOf(path: string): string | null {
  if (/(^|\/)\.env|\.env$/.test(path)) return null;
  const text = sourceOf(path);
  return text === null ? null : createHash('sha256').update(text).digest('hex');
}

function sourceOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
