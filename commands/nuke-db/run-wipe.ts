import { join, resolve } from 'node:path';
import { userInfo } from 'node:os';
import { detectAgent } from '../../src/cli/agent-gate.ts';
import { isLlmgwError } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import { migrate } from '../../src/db/migrate.ts';
import { makeBackup } from '../../src/wipe/backup/make-backup.ts';
import { explainFault } from '../../src/wipe/explain-fault.ts';
import { refusalOf, type GuardVerdict } from '../../src/wipe/guards.ts';
import { refuseInterrupted } from '../../src/wipe/interrupted.ts';
import { totalOf } from '../../src/wipe/production-signs.ts';
import { OutcomeUnknown } from '../../src/wipe/settle-commit.ts';
import { terminateOthers } from '../../src/wipe/survey.ts';
import type { BackupRecord, WipeResult } from '../../src/wipe/types.ts';
import type { CommandContext } from '../context.ts';
import { askPhrase } from './ask-phrase.ts';
import { doneDocument, renderDone, type Done } from './done-document.ts';
import { inspect, type Inspection } from './inspect.ts';
import type { RunOptions } from './nuke-options.ts';
import { APPLICATION, openTarget, type NukeTarget } from './open-target.ts';
import { newRunId, RunLog } from './run-log.ts';
import { describeTarget } from './render-plan.ts';
import type { Run } from './run-parts.ts';
import { takeSignals } from './stop-signals.ts';
import { wipe } from './wipe.ts';

/** Guards, copies, wipes, and says what came of it: 130 or 143 when a signal took it back. */
export async function runWipe(options: RunOptions, context: CommandContext): Promise<ExitCode> {
  const { io, clock } = context;
  const runId = newRunId(clock);
  const quiet = context.options.quiet || context.options.json;
  const echo = options.logFormat === 'json' ? 'json' : quiet ? null : 'text';
  const log = new RunLog({ io, clock, runId, echo });
  const run = { options, context, runId, log, signals: takeSignals(io) };
  try {
    log.write('nuke.start', { ...options.request, command: 'nuke-db run' });
    const done = await carryOut(run);
    context.io.stdout.write(
      context.options.json
        ? `${JSON.stringify(doneDocument(done))}\n`
        : renderDone(done, io.stdout.paint),
    );
    return EXIT.ok;
  } catch (thrown) {
    return endInFailure(run, thrown);
  } finally {
    run.signals.release();
    log.close();
  }
}

async function carryOut(run: Run): Promise<Done> {
  const { options, context, log, signals } = run;
  const startedAt = context.clock.now();
  const target = await openTarget(context, options.database, options.statementTimeoutMs);
  try {
    const inspection = await inspect(target, options, context, signals.signal);
    const { subject, token, evidence } = inspection.survey;
    log.write('connect.ok', { where: target.database.where });
    log.write('target.identified', { ...subject.identity });
    refuseInterrupted(signals.signal);
    reportGuards(run, inspection.verdicts, target.database.where);
    log.write('plan.ready', { token, tables: subject.manifest.targets.length });
    await confirm(run, inspection);
    if (options.overrides.terminateOthers) {
      await terminateOthers(target.database, evidence.sessions, {
        applicationName: APPLICATION,
        log: log.write,
      });
    }
    if (options.audit) await migrate(target.database);
    const backup = await copyFirst(run, target, inspection);
    refuseInterrupted(signals.signal);
    const exactBackup = options.backup.exact
      ? async (): Promise<BackupRecord> => copy(run, target, inspection)
      : null;
    const result = await wipe(run, target, {
      ...{ subject, backup, exactBackup, actor: options.audit ? actorOf(context) : null },
    });
    const durationMs = Math.round(context.clock.now() - startedAt);
    reportDone(run, result, durationMs);
    return { runId: run.runId, subject, result, durationMs, logFile: log.file };
  } catch (thrown) {
    throw explainFault(thrown, target.database.where);
  }
}

function reportGuards({ log }: Run, verdicts: readonly GuardVerdict[], where: string): void {
  for (const { guard, verdict, by, message } of verdicts) {
    log.write(`guard.${guard}.${verdict}`, {
      ...(by === null ? {} : { by }),
      ...(message === '' ? {} : { message }),
    });
    if (verdict === 'fail') break;
  }
  const refusal = refusalOf(verdicts, where);
  if (refusal !== null) throw refusal;
}

async function confirm(
  { context, log, signals }: Run,
  { survey, verdicts }: Inspection,
): Promise<void> {
  const by = verdicts.find(({ guard }) => guard === 'confirmation')?.by ?? '--confirm';
  if (by === 'terminal') {
    const { identity, manifest } = survey.subject;
    const { io } = context;
    io.stderr.write(`${describeTarget(identity, io.stderr.paint)}\n`);
    io.stderr.write(`${totalOf(manifest, 'rows')} rows of ${manifest.targets.length} tables go.\n`);
    await askPhrase(identity, io, signals.signal).catch((thrown: unknown) => {
      refuseInterrupted(signals.signal);
      throw thrown;
    });
  }
  log.write('confirm.received', { method: by });
}

/** The copy that is made before the tables are locked, where there is anything to copy. */
async function copyFirst(
  run: Run,
  target: NukeTarget,
  inspection: Inspection,
): Promise<BackupRecord | null> {
  const { overrides, backup } = run.options;
  const { manifest, request } = inspection.survey.subject;
  if (backup.exact) return null;
  const isEmpty = totalOf(manifest, 'rows') === 0 && request.scope !== 'all';
  if (overrides.backup && !isEmpty) return copy(run, target, inspection);
  run.log.write('backup.skipped', { reason: isEmpty ? 'all tables are empty' : '--no-backup' });
  return null;
}

async function copy(run: Run, target: NukeTarget, inspection: Inspection): Promise<BackupRecord> {
  const { options, context, runId, log, signals } = run;
  const { folder: named, format, timeoutMs } = options.backup;
  const { io, clock } = context;
  const folder = resolve(io.cwd, named ?? join('.llmgw', 'backups', `nuke-${runId}`));
  log.write('backup.start', { folder });
  const record = await makeBackup({
    ...{
      database: target.database,
      subject: inspection.survey.subject,
      folder,
      format,
      clock,
      runId,
    },
    applicationName: APPLICATION,
    tools: {
      ...{ url: target.url, env: io.env, timeoutMs, signal: signals.signal },
      applicationName: `${APPLICATION} backup`,
    },
  });
  log.write('backup.ok', { format: record.format, bytes: record.bytes, sha256: record.sha256 });
  return record;
}

/** Who did it, for those who ask later. */
function actorOf({ io }: CommandContext): Readonly<Record<string, unknown>> {
  const agent = detectAgent(io.env);
  const consent = io.env['LLMGW_USER_CONSENT'] ?? null;
  return {
    os_user: userInfo().username,
    ci:
      io.env['CI'] === undefined
        ? null
        : (io.env['CI_JOB_URL'] ?? io.env['GITHUB_RUN_ID'] ?? 'yes'),
    ...(agent === null ? {} : { agent, consent }),
  };
}

function reportDone({ log }: Run, { tables, xid }: WipeResult, durationMs: number): void {
  const rows = tables.reduce((sum, { before }) => sum + before, 0);
  log.write('nuke.done', {
    changed: true,
    tables: tables.length,
    rows,
    xid,
    duration_ms: durationMs,
  });
}

function endInFailure({ log, context, signals }: Run, thrown: unknown): ExitCode {
  const changed = thrown instanceof OutcomeUnknown ? null : false;
  const code = isLlmgwError(thrown) ? thrown.code : null;
  const signalled = signals.code();
  log.write('nuke.aborted', { stage: log.stage, code, changed });
  if (signalled === null || changed === null) throw thrown;
  // Whatever fell over on the way out: it was we who pulled.
  context.io.stderr.write('nuke-db: interrupted: nothing was changed\n');
  return signalled;
}
