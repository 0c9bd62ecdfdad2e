import { databaseTimeout } from '../../src/db/database-fault.ts';
import type { Database, Queryable, Result, Statement } from '../../src/db/database.ts';

/** What goes wrong with a transaction. */
export type TransactionFault =
  | { readonly kind: 'none' }
  /** Before the statement with this number, counted from 0. */
  | { readonly kind: 'statement'; readonly index: number }
  /** It is committed, but its caller never hears of it. */
  | { readonly kind: 'lost-commit' };

/** A database whose transactions fail as the script says; a `ServiceFault` each. */
export class FaultyDatabase implements Database {
  readonly where: string;
  readonly schema: string;
  readonly #database: Database;
  readonly #script: TransactionFault[];
  /** Nothing works. */
  isAway = false;
  transactions = 0;

  constructor(database: Database, script: readonly TransactionFault[] = []) {
    this.where = database.where;
    this.schema = database.schema;
    this.#database = database;
    this.#script = [...script];
  }

  async query<Row extends object>(statement: Statement): Promise<Result<Row>> {
    this.#refuse();
    return this.#database.query<Row>(statement);
  }

  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    this.#refuse();
    this.transactions += 1;
    const fault = this.#script.shift() ?? { kind: 'none' };
    const result = await this.#database.transaction(async (tx) => work(failing(tx, fault)));
    if (fault.kind === 'lost-commit') throw databaseTimeout(this.where, 1);
    return result;
  }

  ping = async (timeoutMs: number): Promise<void> => this.#database.ping(timeoutMs);
  session: Database['session'] = async (work, options) => this.#database.session(work, options);
  listen: Database['listen'] = (channels, ear) => this.#database.listen(channels, ear);
  counts: Database['counts'] = () => this.#database.counts();
  close = async (): Promise<void> => this.#database.close();

  #refuse(): void {
    if (this.isAway) throw databaseTimeout(this.where, 1);
  }
}

function failing(tx: Queryable, fault: TransactionFault): Queryable {
  let index = 0;
  return {
    async query<Row extends object>(statement: Statement): Promise<Result<Row>> {
      if (fault.kind === 'statement' && index === fault.index) throw databaseTimeout('test', 1);
      index += 1;
      return tx.query<Row>(statement);
    },
  };
}
