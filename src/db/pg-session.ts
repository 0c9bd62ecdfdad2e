import type { PoolClient } from 'pg';
import { sever } from './end-client.ts';
import type { Result, Session, SessionOptions, Statement, TransactionMode } from './database.ts';

/** Runs one statement on one connection; throws what a `Queryable` rejects with. */
export type RunOn = <Row extends object>(
  client: PoolClient,
  statement: Statement,
) => Promise<Result<Row>>;

/** One connection in the hands of one caller. */
export class PgSession implements Session {
  readonly #client: PoolClient;
  readonly #run: RunOn;
  #inTransaction = false;

  constructor(client: PoolClient, run: RunOn) {
    this.#client = client;
    this.#run = run;
  }

  get processId(): number {
    const pid: unknown = Reflect.get(this.#client, 'processID');
    return typeof pid === 'number' ? pid : 0;
  }

  async query<Row extends object>(statement: Statement): Promise<Result<Row>> {
    return this.#run<Row>(this.#client, statement);
  }

  async begin(mode: TransactionMode = {}): Promise<void> {
    await this.#run(this.#client, { name: 'begin', text: beginText(mode) });
    this.#inTransaction = true;
  }

  async commit(onSent?: () => void): Promise<void> {
    // Until its answer came nobody knows; a rollback after it would be answered with a warning.
    this.#inTransaction = false;
    const answer = this.#run(this.#client, { name: 'commit', text: 'COMMIT' });
    onSent?.();
    await answer;
  }

  async rollback(): Promise<void> {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    try {
      await this.#run(this.#client, { name: 'rollback', text: 'ROLLBACK' });
    } catch {
      // A connection that is gone takes its transaction with it.
    }
  }

  sever(): void {
    sever(this.#client);
  }
}

/** `BEGIN` with what was asked for. */
function beginText({ isolation, readOnly }: TransactionMode): string {
  const level = isolation === undefined ? '' : ` ISOLATION LEVEL ${isolation.toUpperCase()}`;
  return `BEGIN${level}${readOnly === true ? ' READ ONLY' : ''}`;
}

/** The settings of a session, as one statement with bound values. */
export function sessionSettings(options: SessionOptions): Statement {
  const settings = {
    application_name: options.applicationName ?? 'llmgw',
    lock_timeout: String(options.lockTimeoutMs ?? 10_000),
    idle_in_transaction_session_timeout: String(options.idleTimeoutMs ?? 60_000),
    ...(options.statementTimeoutMs === undefined
      ? {}
      : { statement_timeout: String(options.statementTimeoutMs) }),
  };
  const names = Object.keys(settings);
  const calls = names.map((name, i) => `set_config('${name}', $${i + 1}, false)`);
  return {
    name: 'set-session',
    text: `SELECT ${calls.join(', ')}`,
    values: Object.values(settings),
  };
}
