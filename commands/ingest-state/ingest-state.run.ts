import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isLlmgwError, LlmgwError, messageOf } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import { createFailpoints } from '../../src/core/failpoints.ts';
import type { Database } from '../../src/db/database.ts';
import type { Snapshot } from '../../src/infra/fact.ts';
import { createRedactor, type Redactor } from '../../src/infra/redact.ts';
import { runCollectors } from '../../src/infra/run-collectors.ts';
import { stateDocument, stateMarkdown } from '../../src/infra/state-document.ts';
import type { CommandContext } from '../context.ts';
import { explainStoreFault } from '../explain-store-fault.ts';
import { allCollectors, describeCollectors } from './all-collectors.ts';
import { chooseCollectors } from './choose-collectors.ts';
import { createDeadMan } from './dead-man.ts';
import { createFingerprint } from './fingerprint.ts';
import { ingest } from './ingest.ts';
import type { IngestOptions } from './ingest-options.ts';
import { keySpans } from './key-spans.ts';
import { openStore } from './open-store.ts';
import { createWorld } from './outside-world.ts';
import { printCrontab, printSystemd } from './print-schedule.ts';
import {
  exitOf,
  ingestDocument,
  renderSummary,
  renderTroubles,
  type IngestReport,
} from './report.ts';
import { takeSignals } from './take-signals.ts';

const CONCURRENCY = 4;

/** Records what runs on this host, or prints what would make it do so regularly. */
export async function runIngestState(
  options: IngestOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.print !== null) return print(options.print, context);
  chooseCollectors(describeCollectors(), options.only, options.skip);
  const signals = takeSignals(context.io);
  const runId = randomUUID();
  const deadMan = createDeadMan(context, options.ping, runId);
  try {
    await pause(context, options.jitterMs, signals.signal);
    await deadMan.start();
    const report = await record({ options, context, runId, stop: signals.signal });
    const code = signals.code() ?? codeOf(report, options);
    await deadMan.end(code, ingestDocument(report));
    tell(report, options, context);
    return code;
  } catch (thrown) {
    const code = signals.code();
    const { message, exitCode } = failureOf(thrown);
    await deadMan.end(code ?? exitCode, { error: message });
    if (code !== null) return code;
    throw thrown;
  } finally {
    const failure = deadMan.failure();
    if (failure !== null) context.io.stderr.write(`ping: ${failure}\n`);
    signals.release();
  }
}

interface Run {
  readonly options: IngestOptions;
  readonly context: CommandContext;
  readonly runId: string;
  /** Ends what collectors have started. */
  readonly stop: AbortSignal;
}

async function record(run: Run): Promise<IngestReport> {
  const { options, context, runId } = run;
  const database = await openStore(context, options);
  const failpoint = createFailpoints(context.io.env, {
    kill: () => process.kill(process.pid, 'SIGKILL'),
    drop: () => undefined,
  });
  try {
    const look = async (host: string): Promise<Snapshot> => lookAround(run, host, database);
    return await ingest({ options, context, runId, database, failpoint, look });
  } catch (thrown) {
    throw explainStoreFault(thrown, database?.where ?? '');
  }
}

async function lookAround(run: Run, host: string, database: Database | null): Promise<Snapshot> {
  const { options, context, stop } = run;
  const { clock, io } = context;
  const fingerprint = createFingerprint(io.cwd, !options.dryRun);
  const redactor = (): Redactor => createRedactor({ findSecrets: keySpans, fingerprint });
  const redactText = (text: string): string => redactor().text(text);
  const collectors = allCollectors({ options, context, database, redactText });
  const chosen = chooseCollectors(collectors, options.only, options.skip);
  const origins = options.gateway === null ? [] : [options.gateway.origin];
  const world = { env: context.environment().variables, now: () => clock.wallMs(), origins };
  const takenAt = clock.wallMs();
  const collected = await runCollectors(
    chosen,
    (signal) => createWorld(world, AbortSignal.any([signal, stop])),
    {
      clock,
      redactor,
      timeoutMs: options.timeoutMs,
      concurrency: CONCURRENCY,
    },
  );
  if (stop.aborted) throw new LlmgwError('E_FAILED', 'the run was stopped: nothing was stored');
  const snapshot = { host, takenAt, collectors: collected };
  writeDocument(options.output, snapshot, context);
  return snapshot;
}

function writeDocument(output: string | null, snapshot: Snapshot, { io }: CommandContext): void {
  if (output === null) return;
  const text = output.endsWith('.md')
    ? stateMarkdown(snapshot)
    : `${JSON.stringify(stateDocument(snapshot), null, 2)}\n`;
  if (output === '-') {
    io.stdout.write(text);
    return;
  }
  try {
    writeFileSync(resolve(io.cwd, output), text, { mode: 0o600 });
  } catch (cause) {
    throw new LlmgwError('E_IO', `cannot write the state: ${messageOf(cause)}`, {
      where: output,
      hint: 'check the path given with --output',
      cause,
    });
  }
}

function codeOf(report: IngestReport, options: IngestOptions): ExitCode {
  if (!report.locked) return exitOf(report, options.tolerate);
  if (options.skipIfRunning) return EXIT.ok;
  throw new LlmgwError('E_BUSY', `another run is looking at ${report.host}`, {
    hint: 'wait for it, or use --skip-if-running to end quietly',
  });
}

/** Under cron: nothing at all when all is well, for cron mails whatever is said. */
function tell(report: IngestReport, options: IngestOptions, context: CommandContext): void {
  const { stdout, stderr } = context.io;
  const isDocument = options.output === '-';
  if (context.options.json && !isDocument) {
    stdout.write(`${JSON.stringify(ingestDocument(report))}\n`);
    return;
  }
  if (report.stored !== null) stderr.write(renderTroubles(report.stored, stderr.paint));
  const speaks = options.summary || options.dryRun || (stdout.isTty && !context.options.quiet);
  if (speaks) (isDocument ? stderr : stdout).write(renderSummary(report));
}

function print(what: 'list' | 'crontab' | 'systemd', context: CommandContext): ExitCode {
  const { io, options } = context;
  if (what === 'list') {
    const collectors = describeCollectors();
    const width = Math.max(...collectors.map(({ name }) => name.length));
    for (const { name, summary } of collectors) {
      io.stdout.write(`${name.padEnd(width)}  ${summary}\n`);
    }
    return EXIT.ok;
  }
  const command = [process.execPath, ...process.argv.slice(1, 2)];
  const schedule = { command, cwd: io.cwd, config: options.config, envFiles: options.envFiles };
  io.stdout.write(what === 'crontab' ? printCrontab(schedule) : printSystemd(schedule));
  return EXIT.ok;
}

/** Hosts that were started by one clock do not all come at once. */
async function pause({ clock }: CommandContext, mostMs: number, stop: AbortSignal): Promise<void> {
  if (mostMs === 0) return;
  await new Promise<void>((done) => {
    const timer = clock.setTimer(Math.random() * mostMs, done);
    stop.addEventListener('abort', () => {
      timer.cancel();
      done();
    });
  });
}

function failureOf(thrown: unknown): { readonly message: string; readonly exitCode: ExitCode } {
  return isLlmgwError(thrown)
    ? { message: thrown.message, exitCode: thrown.exitCode }
    : { message: 'a fault of its own', exitCode: EXIT.software };
}
