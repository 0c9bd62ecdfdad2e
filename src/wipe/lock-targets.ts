import { LlmgwError } from '../core/errors.ts';
import { tryLockMaintenance } from '../db/advisory-lock.ts';
import { QueryFault } from '../db/query-fault.ts';
import { setLocal } from '../db/queries/wipe-count-rows.ts';
import { lockTables, readBlockers, type LockMode } from '../db/queries/wipe-empty-tables.ts';
import type { ExecuteInput } from './execute-types.ts';
import { refuseInterrupted } from './interrupted.ts';

/** Waits between tries: short locks, for whoever waits for us keeps everybody else waiting too. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000];

/**
 * Begins the transaction and locks all targets in the order of their oids. Gives up after five tries
 * with `E_BUSY`, which names who is in the way; also when another maintenance run is under way.
 */
export async function lockTargets(input: ExecuteInput, mode: LockMode): Promise<void> {
  const { session, clock, log, signal } = input;
  for (let attempt = 1; ; attempt += 1) {
    refuseInterrupted(signal);
    await beginLocked(input);
    log('lock.wait', { attempt, mode });
    const startedAt = clock.now();
    try {
      await lockNow(input, mode);
      log('lock.acquired', { attempt, waited_ms: Math.round(clock.now() - startedAt) });
      return;
    } catch (thrown) {
      refuseInterrupted(signal);
      if (!(thrown instanceof QueryFault)) throw thrown;
      if (thrown.kind === 'missing') throw goneSince(input);
      if (thrown.kind !== 'lock') throw thrown;
      await session.rollback();
      await giveUpOrWait(input, mode, attempt);
    }
  }
}

/** Makes a lock stronger that is held already. */
export async function strengthenLock(input: ExecuteInput): Promise<void> {
  await lockNow(input, 'ACCESS EXCLUSIVE');
}

async function beginLocked({
  session,
  limits,
  idleTimeoutMs,
  planned,
}: ExecuteInput): Promise<void> {
  await session.begin();
  await setLocal(session, {
    lock_timeout: String(limits.lockTimeoutMs),
    statement_timeout: String(limits.statementTimeoutMs),
    idle_in_transaction_session_timeout: String(idleTimeoutMs),
    row_security: 'off',
  });
  if (await tryLockMaintenance(session, { schema: planned.manifest.schema })) return;
  await session.rollback();
  throw new LlmgwError('E_BUSY', 'another reencrypt-db or nuke-db works on this database', {
    hint: 'wait until it has ended, then plan again: nothing was changed',
  });
}

async function lockNow({ session, planned }: ExecuteInput, mode: LockMode): Promise<void> {
  const { schema, targets } = planned.manifest;
  await lockTables(
    session,
    schema,
    targets.map(({ name }) => name),
    mode,
  );
}

function goneSince({ database }: ExecuteInput): LlmgwError {
  return new LlmgwError('E_REFUSED', 'guard token: a table is no longer there', {
    where: database.where,
    hint: 'run `llmgw nuke-db plan` again; nothing was changed',
  });
}

async function giveUpOrWait(input: ExecuteInput, mode: LockMode, attempt: number): Promise<void> {
  const { session, planned, log, clock, signal } = input;
  const oids = planned.manifest.targets.map(({ oid }) => oid);
  const blockers = await readBlockers(session, oids, mode);
  const names = blockers.map(({ pid, application, state }) =>
    pid === null ? 'a prepared transaction' : `${application} (pid ${pid}, ${state})`,
  );
  const waitMs = WAITS_MS[attempt - 1];
  log('lock.timeout', { attempt, blockers, retry_in_ms: waitMs ?? null });
  if (waitMs === undefined) {
    const who = names.length === 0 ? 'somebody who has just gone' : names.join(', ');
    throw new LlmgwError('E_BUSY', `the tables cannot be locked: ${who} holds them`, {
      hint: 'end these sessions, or wait for them; --terminate-others ends all other sessions. Nothing was changed',
    });
  }
  await pause(clock, waitMs, signal);
}

async function pause(clock: ExecuteInput['clock'], ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = clock.setTimer(ms, resolve);
    signal.addEventListener('abort', () => (timer.cancel(), resolve()), { once: true });
  });
}
