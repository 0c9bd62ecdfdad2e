import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import { createFailpoints } from '../../src/core/failpoints.ts';
import type { FilesContext } from '../local-context.ts';
import { auditBaseline } from './audit-baseline.ts';
import { readBaselineFile, writeBaselineFile } from './baseline-file.ts';
import { buildReport } from './build-report.ts';
import { checkFiles } from './check-files.ts';
import { checkHistory } from './check-history.ts';
import type { BaselineOption, CheckOptions } from './check-options.ts';
import { collect, surroundingsOf } from './collect/collect.ts';
import { exitOf } from './exit-of.ts';
import { renderFileList } from './list-files.ts';
import { renderRuleList } from './list-rules.ts';
import { tell } from './tell.ts';

/** Looks for what is unsafe in the files of a deployment, mends what may be mended, and reports. */
export async function runCheckSecurity(
  options: CheckOptions,
  context: FilesContext,
): Promise<ExitCode> {
  const { io, clock } = context;
  const { json } = context.options;
  if (options.list === 'rules') return print(renderRuleList(json), context);
  if (options.baseline?.action === 'audit') return audit(options.baseline, context);
  const startedAt = clock.now();
  failWhereTestsSay(io.env);
  const around = await surroundingsOf(context);
  const isHistory = options.source.kind === 'history' && options.list === null;
  const collected = isHistory ? null : await collect(options, around, io);
  if (collected !== null && options.list === 'files') {
    return print(renderFileList(collected, json), context);
  }
  const checked =
    collected === null
      ? await checkHistory(options, around, context)
      : await checkFiles(options, around, { collected, context });
  const report = buildReport({ ...checked, elapsedMs: clock.now() - startedAt }, options);
  tell(report, options, { checked, context });
  return exitOf(report.findings, options.failOn);
}

function print(text: string, { io }: FilesContext): ExitCode {
  io.stdout.write(text);
  return EXIT.ok;
}

async function audit(option: BaselineOption, { io }: FilesContext): Promise<ExitCode> {
  const before = readBaselineFile(io.cwd, option);
  const after = await auditBaseline(before, io);
  if (after !== before) writeBaselineFile(io.cwd, option.file, after);
  return EXIT.ok;
}

/** So that a test can see what a fault of our own comes to. */
function failWhereTestsSay(env: FilesContext['io']['env']): void {
  const nothing = (): void => undefined;
  createFailpoints(env, { kill: nothing, drop: nothing })('check-security');
}
