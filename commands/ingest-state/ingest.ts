import { hostname } from 'node:os';
import { VERSION } from '../../src/cli/version.ts';
import type { Database, Session } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { tryLockInfra, tryLockInfraWriting } from '../../src/db/queries/infra-lock.ts';
import { pruneInfra } from '../../src/db/queries/infra-prune.ts';
import { countFailedRuns, insertRun } from '../../src/db/queries/infra-write-run.ts';
import { QueryFault } from '../../src/db/query-fault.ts';
import type { Failpoint } from '../../src/core/failpoints.ts';
import type { Snapshot } from '../../src/infra/fact.ts';
import { storeSnapshot, type Stored, type StoreInput } from '../../src/infra/store-snapshot.ts';
import { NOTHING_KNOWN } from '../../src/infra/known-facts.ts';
import { judgeRun } from '../../src/infra/judge-run.ts';
import type { CommandContext } from '../context.ts';
import type { IngestOptions } from './ingest-options.ts';
import type { IngestReport } from './report.ts';

/** A run under way. */
export interface IngestRun {
  readonly options: IngestOptions;
  readonly context: CommandContext;
  readonly runId: string;
  /** Null: a dry run without one. */
  readonly database: Database | null;
  readonly failpoint: Failpoint;
  /** Looks at the host; called once, under the lock. */
  readonly look: (host: string) => Promise<Snapshot>;
}

const APPLICATION = 'llmgw ingest-state';

/**
 * Looks at the host and stores what it sees, alone on this host. Rejects with the faults of the
 * database, and with `E_REFUSED`; then nothing was stored but the failure itself.
 */
export async function ingest(run: IngestRun): Promise<IngestReport> {
  const { database, options } = run;
  const host = options.host ?? hostname();
  if (database === null) return pretend(run, host);
  if (!options.dryRun) await migrate(database);
  return database.session(async (session) => underLock(run, host, session), {
    applicationName: APPLICATION,
  });
}

async function underLock(run: IngestRun, host: string, session: Session): Promise<IngestReport> {
  const { options, runId } = run;
  const base = { host, runId, locked: false, dryRun: options.dryRun, failedRuns: 0, pruned: null };
  if (!(await tryLockInfra(session, host))) return { ...base, locked: true, stored: null };
  const snapshot = await run.look(host);
  run.failpoint('collected');
  const input = inputOf(run, snapshot);
  try {
    await session.begin();
    const alone = await tryLockInfraWriting(session, host);
    if (!alone) return { ...base, locked: true, stored: null };
    const stored = await storeSnapshot(session, input);
    run.failpoint('stored');
    const { keepMs } = options;
    const before = new Date(run.context.clock.wallMs() - (keepMs ?? 0));
    const pruned = keepMs === null ? null : await pruneInfra(session, before);
    if (options.dryRun) return { ...base, stored, pruned };
    await session.commit();
    run.failpoint('committed');
    return { ...base, stored, pruned, failedRuns: await countFailedRuns(session, host) };
  } catch (thrown) {
    await session.rollback();
    if (options.dryRun && isMissing(thrown)) return pretendWith(run, snapshot);
    await noteFailure(session, input);
    throw thrown;
  }
}

function inputOf({ options, context, runId }: IngestRun, snapshot: Snapshot): StoreInput {
  return {
    ...{ snapshot, runId, toolVersion: VERSION, maxGone: options.maxGone },
    trigger: context.io.stdout.isTty ? 'manual' : 'cron',
    finishedAt: context.clock.wallMs(),
  };
}

/** Whoever counts failures in a row wants to know of this one too, if it can be noted at all. */
async function noteFailure(session: Session, input: StoreInput): Promise<void> {
  const { runId, trigger, toolVersion, snapshot, finishedAt } = input;
  const run = { runId, trigger, toolVersion, host: snapshot.host, rootHash: null, stats: [] };
  const times = { startedAt: new Date(snapshot.takenAt), finishedAt: new Date(finishedAt) };
  await insertRun(session, { ...run, ...times, status: 'failed' }).catch(() => undefined);
}

/** A dry run on a database that has no facts yet, or without one. */
async function pretend(run: IngestRun, host: string): Promise<IngestReport> {
  return pretendWith(run, await run.look(host));
}

function pretendWith({ runId }: IngestRun, snapshot: Snapshot): IngestReport {
  const stored: Stored = { runId, ...judgeRun(NOTHING_KNOWN, snapshot), warnings: [] };
  const { host } = snapshot;
  return { host, runId, locked: false, dryRun: true, stored, failedRuns: 0, pruned: null };
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof QueryFault && (thrown.kind === 'missing' || thrown.sqlstate === '3F000');
}
