import { join, resolve } from 'node:path';
import { createFailpoints } from '../../src/core/failpoints.ts';
import type { Database, Session } from '../../src/db/database.ts';
import type {
  RotationInput,
  RotationKeys,
  RotationOptions,
  RotationReport,
} from '../../src/rotation/types.ts';
import type { CommandContext } from '../context.ts';
import { BackupFile } from './backup-file.ts';
import { reportThrown } from './failed-report.ts';
import type { Interruption } from './interruption.ts';
import { createProgressView } from './progress.ts';
import type { RunLog } from './run-log.ts';

/** One of the engine's functions. */
export type Engine = (input: RotationInput) => Promise<RotationReport>;

/** Everything that a command line comes down to. */
export interface Job {
  readonly context: CommandContext;
  readonly database: Database;
  readonly schema: string;
  readonly keys: RotationKeys;
  readonly options: RotationOptions;
  readonly runId: string;
  readonly interruption: Interruption;
}

/** What a run leaves behind on disk; nothing for those that only look. */
export interface Traces {
  readonly log: RunLog | null;
  readonly backup: BackupFile | null;
}

const NO_TRACES: Traces = { log: null, backup: null };

/**
 * Lets the engine work on a connection of its own. A failure is a report too; rejects with
 * `RotationFault` for faults of the program.
 */
export async function rotate(
  job: Job,
  engine: Engine,
  traces: Traces = NO_TRACES,
): Promise<RotationReport> {
  const { context, database, options, runId } = job;
  const startedAt = context.clock.now();
  const facts = {
    runId,
    startedAt: new Date(context.clock.wallMs()).toISOString(),
    mode: options.mode,
    format: options.format,
  };
  const bounds = {
    applicationName: 'llmgw-reencrypt',
    lockTimeoutMs: options.lockTimeoutMs,
    statementTimeoutMs: options.statementTimeoutMs,
  };
  try {
    return await database.session(async (session) => work(job, session, engine, traces), bounds);
  } catch (thrown) {
    return reportThrown({ ...facts, durationMs: context.clock.now() - startedAt }, thrown);
  }
}

async function work(
  job: Job,
  session: Session,
  engine: Engine,
  { log, backup }: Traces,
): Promise<RotationReport> {
  const { context, interruption } = job;
  const { io, clock, options } = context;
  const drop = (): void => session.sever();
  interruption.onImpatience(drop);
  const view = createProgressView(io.stderr, clock, options.quiet);
  const failpoint = createFailpoints(io.env, {
    kill: () => void process.kill(process.pid, 'SIGKILL'),
    drop,
  });
  try {
    return await engine({
      ...{ session, clock, backup, failpoint },
      ...{ schema: job.schema, keys: job.keys, options: job.options, runId: job.runId },
      reconnect: async (ask) => job.database.session(async (other) => ask(other)),
      signal: interruption.signal,
      progress: (event) => {
        if (event.kind === 'phase') log?.write({ event: 'phase', phase: event.phase });
        if (event.kind === 'transaction') log?.write({ event: 'transaction', xid: event.xid });
        view.show(event);
      },
    });
  } finally {
    view.end();
  }
}

/** Where the old values of a run are kept; null: nowhere. */
export function openBackup(job: Job, folder: string | null): BackupFile | null {
  if (folder === null) return null;
  const { context, keys, runId, database } = job;
  const parent = folder === 'default' ? join('.llmgw', 'backups') : folder;
  return new BackupFile(resolve(context.io.cwd, parent, `reencrypt-${runId}`), {
    runId,
    createdAt: new Date(context.clock.wallMs()).toISOString(),
    where: database.where,
    kids: { old: keys.old.map(({ kid }) => kid), next: keys.next?.kid ?? null },
  });
}
