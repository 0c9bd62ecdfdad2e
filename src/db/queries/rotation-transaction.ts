import type { Queryable } from '../database.ts';

/** Bounds of a transaction, in milliseconds. */
export interface TransactionBounds {
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

const IDLE_MS = 60_000;
const CHECKS_CONNECTION_SINCE = 140_000;

/**
 * Bounds the transaction under way. They go with the transaction because behind a pooler the session is
 * not ours. Rows that a policy hides are an error: they would stay on the old key unseen.
 */
export async function boundTransaction(tx: Queryable, bounds: TransactionBounds): Promise<void> {
  const settings = {
    lock_timeout: String(bounds.lockTimeoutMs),
    statement_timeout: String(bounds.statementTimeoutMs),
    idle_in_transaction_session_timeout: String(IDLE_MS),
    row_security: 'off',
    jit: 'off',
  };
  const names = Object.keys(settings);
  await tx.query({
    name: 'rotation-bound-transaction',
    text: `SELECT ${names.map((name, at) => `set_config('${name}', $${at + 1}, true)`).join(', ')}`,
    values: Object.values(settings),
  });
  await tx.query({
    // A statement whose client is gone ends, and lets its locks go.
    name: 'rotation-check-connection',
    text: `SELECT set_config('client_connection_check_interval', '1s', true)
            WHERE current_setting('server_version_num')::int >= $1`,
    values: [CHECKS_CONNECTION_SINCE],
  });
}

/** The number of the transaction under way, as `pg_xact_status` takes it. */
export async function readXid(tx: Queryable): Promise<string> {
  const { rows } = await tx.query<{ readonly xid: string }>({
    name: 'rotation-read-xid',
    text: 'SELECT pg_current_xact_id()::text AS xid',
  });
  return rows[0]?.xid ?? '';
}

/** Tells every gateway, when the transaction commits, that stored secrets are on another key. */
export async function notifyKeyring(
  tx: Queryable,
  notice: { readonly run: string; readonly kid: string },
): Promise<void> {
  await tx.query({
    name: 'rotation-notify',
    text: `SELECT pg_notify('llmgw_keyring', $1)`,
    values: [JSON.stringify(notice)],
  });
}
