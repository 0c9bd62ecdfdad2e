import type { Result, Session, Statement, TransactionMode } from '../db/database.ts';

/** A session that may be asked for the next thing before it has done the last one. */
export class OneAtATime implements Session {
  readonly #session: Session;
  #last: Promise<unknown> = Promise.resolve();

  constructor(session: Session) {
    this.#session = session;
  }

  get processId(): number {
    return this.#session.processId;
  }

  async query<Row extends object>(statement: Statement): Promise<Result<Row>> {
    return this.#inTurn(async () => this.#session.query<Row>(statement));
  }

  async begin(mode?: TransactionMode): Promise<void> {
    return this.#inTurn(async () => this.#session.begin(mode));
  }

  async commit(onSent?: () => void): Promise<void> {
    return this.#inTurn(async () => this.#session.commit(onSent));
  }

  async rollback(): Promise<void> {
    return this.#inTurn(async () => this.#session.rollback());
  }

  sever(): void {
    this.#session.sever();
  }

  /** What failed before is its own caller's business. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
