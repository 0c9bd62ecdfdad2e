import { findMaintenance, tryLockMaintenance, unlockMaintenance } from '../db/advisory-lock.ts';
import { findWriters, lockAgainstWriters } from '../db/queries/rotation-lock-tables.ts';
import { boundTransaction } from '../db/queries/rotation-transaction.ts';
import { QueryFault } from '../db/query-fault.ts';
import type { RotationRun } from './rotation-run.ts';
import { Stopped } from './stopped.ts';
import type { Target } from './target.ts';

/** Short tries: whoever waits for our lock keeps everybody behind them waiting too. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000];

/**
 * Keeps other maintenance runs out until `free` is called. Behind a pooler a lock of the session would
 * stay behind on somebody else's connection: there each transaction takes it for itself.
 */
export async function lockRun(run: RotationRun, pooled: boolean): Promise<() => Promise<void>> {
  const { session, schema } = run.input;
  if (pooled) return async () => undefined;
  if (await tryLockMaintenance(session, { schema, transactionOnly: false })) {
    return async () => unlockMaintenance(session, schema);
  }
  throw await busy(run);
}

/** Begins a transaction that nobody else writes to the tables of; tries five times. */
export async function beginLocked(run: RotationRun, targets: readonly Target[]): Promise<void> {
  const { session, schema } = run.input;
  const tables = [...targets].map(({ table }) => table).sort((a, b) => a.oid - b.oid);
  const names = [...new Set(tables.map(({ name }) => name))];
  for (let attempt = 1; ; attempt++) {
    run.check();
    await beginWriting(run);
    try {
      await lockAgainstWriters(session, schema, names);
      return;
    } catch (thrown) {
      if (!(thrown instanceof QueryFault) || thrown.kind !== 'lock') throw thrown;
      await session.rollback();
      await waitOrGiveUp(run, targets, attempt);
    }
  }
}

/** Begins a bounded transaction that excludes other maintenance runs. */
export async function beginWriting(run: RotationRun): Promise<void> {
  const { session, schema, options } = run.input;
  await session.begin();
  await boundTransaction(session, options);
  if (await tryLockMaintenance(session, { schema })) return;
  await session.rollback();
  throw await busy(run);
}

/** A lock was not to be had: waits a while, longer each time; throws `Stopped` after the fifth. */
export async function waitOrGiveUp(
  run: RotationRun,
  targets: readonly Target[],
  attempt: number,
): Promise<void> {
  const reason = await describeWriters(run, targets);
  const waitMs = WAITS_MS[attempt - 1];
  if (waitMs === undefined) throw new Stopped(lockReason(reason));
  run.input.progress({ kind: 'waiting', reason, attempt });
  await run.pause(waitMs);
}

/** Why a run ends that could not lock. */
export function lockReason(who: string) {
  return {
    outcome: 'busy',
    message: `a lock was not to be had in time: ${who}`,
    next: ['end that session, or wait for it, then run it again'],
  } as const;
}

/** `pid 4711 writes to the tables`. */
export async function describeWriters(
  { input }: RotationRun,
  targets: readonly Target[],
): Promise<string> {
  const pids = await findWriters(
    input.session,
    targets.map(({ table }) => table.oid),
  );
  return pids.length === 0
    ? 'somebody who has just gone held it'
    : `pid ${pids.join(', ')} writes to the tables`;
}

async function busy({ input: { session, schema } }: RotationRun): Promise<Stopped> {
  const pids = await findMaintenance(session, schema);
  const who = pids.length === 0 ? '' : ` (pid ${pids.join(', ')})`;
  return new Stopped({
    outcome: 'busy',
    message: `another reencrypt-db or nuke-db works on this database${who}`,
    next: ['wait until it has ended, then run it again'],
  });
}
