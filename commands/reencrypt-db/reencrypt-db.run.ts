import { LlmgwError } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { RotationReport } from '../../src/rotation/types.ts';
import type { CommandContext } from '../context.ts';
import { findDatabase, openFoundDatabase } from '../find-database.ts';
import { carryOut } from './carry-out.ts';
import { readCatalogueExtra } from './catalogue-extra.ts';
import { endingOf } from './exit-of.ts';
import { RotationFault } from './failed-report.ts';
import { listenForSignals, type Interruption } from './interruption.ts';
import { readKeys, type GivenKeys } from './read-keys.ts';
import type { ReencryptOptions } from './reencrypt-options.ts';
import { renderSummary } from './render-summary.ts';
import { openReport, reportDocument } from './report-document.ts';
import type { Job } from './rotate.ts';
import { newRunId } from './run-log.ts';
import { destroyKeys, toSaltKeys } from './salt-keys.ts';

/**
 * Rewrites every stored secret of a LiteLLM database under a new key, or tells what that would take,
 * whether it is done, or what became of the last run.
 */
export async function runReencryptDb(
  options: ReencryptOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { io } = context;
  const warn = (message: string): void => io.stderr.write(`warning: ${message}\n`);
  const given = await readKeys(options.action, options.keys, context, warn);
  const file = options.report === null ? null : openReport(io.cwd, options.report);
  const interruption = listenForSignals(io);
  const tell = (report: RotationReport): void => {
    const document = reportDocument(report, options.action);
    io.stdout.write(context.options.json ? document : renderSummary(report, io.stdout.paint));
    file?.write(document);
  };
  try {
    const job = await prepare(options, given, { context, interruption });
    const report = await carryOut(job, options, given);
    destroyKeys(job.keys);
    tell(report);
    return conclude(report, options, interruption);
  } catch (thrown) {
    if (!(thrown instanceof RotationFault)) throw thrown;
    tell(thrown.report);
    throw thrown.cause;
  } finally {
    interruption.release();
  }
}

async function prepare(
  options: ReencryptOptions,
  given: GivenKeys,
  around: { readonly context: CommandContext; readonly interruption: Interruption },
): Promise<Job> {
  const { context } = around;
  const { connectTimeoutMs, rotation } = options;
  const catalogueExtra = readCatalogueExtra(context.io.cwd, options.catalogueExtra);
  const found = findDatabase(context, options.database);
  tellSources(context, given, found.origin);
  const database = await openFoundDatabase(context, found, {
    connectTimeoutMs,
    statementTimeoutMs: rotation.statementTimeoutMs,
    maxConnections: 2,
  });
  return {
    ...around,
    database,
    schema: options.database.schema ?? database.schema,
    keys: await toSaltKeys(given),
    options: { ...rotation, catalogueExtra },
    runId: newRunId(context.clock),
  };
}

/** Where everything was taken from: the wrong key of two is the usual mistake. */
function tellSources({ io, options }: CommandContext, given: GivenKeys, database: string): void {
  if (options.quiet) return;
  const old = given.old.map(({ origin }) => origin).join(', ') || 'none';
  const next = given.next === null ? 'none' : given.next.origin;
  io.stderr.write(`reencrypt: old key: ${old}; new key: ${next}; database: ${database}\n`);
}

function conclude(
  report: RotationReport,
  options: ReencryptOptions,
  interruption: Interruption,
): ExitCode {
  const ending = endingOf(report, options.action, options.exitCode);
  if (report.outcome === 'interrupted') return interruption.code() ?? EXIT.interrupted;
  if ('code' in ending) return ending.code;
  const [hint] = report.next;
  throw new LlmgwError(
    report.error ?? ending.error,
    report.message,
    hint === undefined ? {} : { hint },
  );
}
