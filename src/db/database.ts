/** One statement: `name` is what metrics and the log call it; values are bound, never spliced in. */
export interface Statement {
  /** Kebab-case, of a fixed set: it becomes a metric label. */
  readonly name: string;
  readonly text: string;
  /** What `$1`, `$2`… stand for. Dates are sent as UTC. */
  readonly values?: readonly unknown[];
}

/** What a statement gave. */
export interface Result<Row> {
  readonly rows: readonly Row[];
  /** Rows returned or touched. */
  readonly count: number;
}

/**
 * Whatever runs statements: a pool, a transaction, a session. Rejects with a `ServiceFault` when the
 * database cannot be reached, with a `QueryFault` when it refused the statement; neither holds a
 * value, a parameter or the server's own detail.
 *
 * Columns are given as: int8 → number, numeric → string, timestamp (with or without zone, naive =
 * UTC) → Date, json(b) → parsed, text[] → string[].
 */
export interface Queryable {
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Result<Row>>;
}

/** How a transaction begins. */
export interface TransactionMode {
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
}

/** Bounds of a session, in milliseconds; they are set on the server too. */
export interface SessionOptions extends TransactionMode {
  /** As `pg_stat_activity` shows it. Default `llmgw`. */
  readonly applicationName?: string;
  /** For one statement. Default: the pool's. */
  readonly statementTimeoutMs?: number;
  /** For waiting on a lock. Default 10,000. */
  readonly lockTimeoutMs?: number;
  /** How long a transaction may stand idle before the server ends it. Default 60,000. */
  readonly idleTimeoutMs?: number;
}

/** One connection, held by one caller. It is closed, never reused, at the end. */
export interface Session extends Queryable {
  /** Pid of the backend as the wire protocol named it; behind a pooler not the one that works. */
  readonly processId: number;
  begin(mode?: TransactionMode): Promise<void>;
  /**
   * Rejects when the server rolled back instead. `onSent` is called after the message was written
   * and before its answer came.
   */
  commit(onSent?: () => void): Promise<void>;
  /** Does nothing without a transaction, or when the connection is gone. */
  rollback(): Promise<void>;
  /** Cuts the connection at once, as a broken network would. */
  sever(): void;
}

/** Connections of a pool. */
export interface PoolCounts {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

/** An open database: connections are made when they are needed, and kept. */
export interface Database extends Queryable {
  /** Safe to show: `host:port/database`. */
  readonly where: string;
  /** Where LiteLLM's tables are; names without a schema are looked up there. */
  readonly schema: string;
  /** Resolves when the database answers within `timeoutMs`; rejects with a `ServiceFault`. */
  ping(timeoutMs: number): Promise<void>;
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. */
  transaction<T>(work: (tx: Queryable) => Promise<T>, mode?: TransactionMode): Promise<T>;
  /** Lends `work` a connection of its own. */
  session<T>(work: (session: Session) => Promise<T>, options?: SessionOptions): Promise<T>;
  /**
   * Hears `NOTIFY` on these channels, on a connection of its own that is made anew whenever it is
   * lost. Nothing is missed unnoticed: `onGap` is called after every time of deafness.
   */
  listen(channels: readonly string[], ear: Ear): Subscription;
  /** When nothing runs, `total` equals `idle`: anything else is a leak. */
  counts(): PoolCounts;
  /** Waits for queries under way and closes all connections. Safe to repeat. */
  close(): Promise<void>;
}

/** Who hears notifications. */
export interface Ear {
  onNotice(channel: string, payload: string): void;
  onGap(): void;
}

/** Listening that can be ended. */
export interface Subscription {
  stop(): Promise<void>;
}

/** One statement that has ended, for metrics and the slow log. */
export interface QueryEvent {
  readonly name: string;
  readonly ms: number;
  readonly rows: number;
  /** SQLSTATE, or the kind of connection failure; null when it worked. */
  readonly failure: string | null;
}
