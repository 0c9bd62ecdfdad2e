import { settleTransaction, type TransactionFate } from '../db/queries/settle-transaction.ts';
import { readXid } from '../db/queries/rotation-transaction.ts';
import { QueryFault } from '../db/query-fault.ts';
import type { RotationRun } from './rotation-run.ts';
import { Stopped } from './stopped.ts';

const TRIES = 10;
const WAIT_MS = 500;

/** Notes the number of the transaction under way: with it a lost answer to COMMIT can be settled. */
export async function announceTransaction(run: RotationRun): Promise<string> {
  const xid = await readXid(run.input.session);
  run.xid = xid;
  run.input.progress({ kind: 'transaction', xid });
  return xid;
}

/** Commits; when the answer is lost, finds out on another connection what became of it. */
export async function commitRun(run: RotationRun, xid: string, onSent?: () => void): Promise<void> {
  try {
    await run.input.session.commit(onSent);
  } catch (thrown) {
    // The server has spoken: it rolled back.
    if (thrown instanceof QueryFault) throw thrown;
    run.hasLostSession = true;
    await settle(run, xid);
  }
  run.hasCommitted = true;
}

async function settle(run: RotationRun, xid: string): Promise<void> {
  const fate = await askFate(run, xid);
  if (fate === 'committed') return;
  if (fate === 'aborted') {
    throw new Stopped({
      outcome: 'unreachable',
      message: 'the connection was lost at the commit, and the server took all back',
      next: ['run it again'],
    });
  }
  throw new Stopped({
    outcome: 'unreachable',
    message: 'the connection was lost at the commit: whether it came through is not known yet',
    next: [
      '`llmgw reencrypt-db status` tells what became of it',
      `or ask the server: SELECT pg_xact_status('${xid}'::xid8)`,
    ],
    changed: null,
  });
}

async function askFate(run: RotationRun, xid: string): Promise<TransactionFate> {
  const { reconnect } = run.input;
  if (reconnect === undefined) return 'unknown';
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const fate = await reconnect(async (db) => settleTransaction(db, xid)).catch(
      (): TransactionFate => 'in progress',
    );
    if (fate !== 'in progress') return fate;
    await run.pause(WAIT_MS);
  }
  return 'unknown';
}
