import { LlmgwError } from '../core/errors.ts';
import { settleTransaction, type TransactionFate } from '../db/queries/settle-transaction.ts';
import type { ExecuteInput } from './execute-types.ts';

const TRIES = 10;
const WAIT_MS = 500;

/**
 * Finds out what became of a COMMIT whose answer was lost. Resolves when it is done; rejects with
 * `E_FAILED` when the server took it back, with `OutcomeUnknown` when nobody can tell.
 */
export async function settleCommit(
  { database, clock }: Pick<ExecuteInput, 'database' | 'clock'>,
  xid: string,
): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const fate = await database
      .session(async (session) => settleTransaction(session, xid))
      .catch((): TransactionFate => 'in progress');
    if (fate === 'committed') return;
    if (fate === 'aborted') {
      throw new LlmgwError('E_FAILED', 'the connection was lost, and the server took all back', {
        where: database.where,
        hint: 'nothing was changed: run it again',
      });
    }
    if (fate === 'unknown') break;
    await new Promise<void>((resolve) => clock.setTimer(WAIT_MS, resolve));
  }
  throw new OutcomeUnknown(database.where, xid);
}

/** The connection was lost while the transaction was being committed, and the server cannot be asked. */
export class OutcomeUnknown extends LlmgwError {
  constructor(where: string, xid: string) {
    super(
      'E_UNREACHABLE',
      'the connection was lost at the commit: whether it came through is not known',
      {
        where,
        hint: `ask the server once it is back: SELECT pg_xact_status('${xid}'::xid8)`,
      },
    );
  }
}
