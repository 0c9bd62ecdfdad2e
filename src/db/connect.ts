import { Client, Pool, type PoolClient, type PoolConfig } from 'pg';
import { systemClock, type Clock } from '../core/clock.ts';
import type { Secret } from '../core/secret.ts';
import { ServiceFault, within } from '../core/service-fault.ts';
import { databaseTimeout, explainDatabaseError, isTlsUnsupported } from './database-fault.ts';
import { parseDatabaseUrl, type DatabaseAddress } from './database-url.ts';
import type {
  Database,
  Ear,
  PoolCounts,
  Queryable,
  QueryEvent,
  Result,
  Session,
  SessionOptions,
  Statement,
  Subscription,
  TransactionMode,
} from './database.ts';
import { OpenClients } from './open-clients.ts';
import { Listener } from './listener.ts';
import { PgSession, sessionSettings } from './pg-session.ts';
import { toPoolConfig } from './pool-config.ts';
import { endsConnection, isServerError, QueryFault, refusesConnection } from './query-fault.ts';

/** Bounds of a pool; the defaults suit a gateway. */
export interface DatabaseOptions {
  /** Most connections at once. Default 10. */
  readonly maxConnections?: number;
  /** For connecting, and for waiting until a connection is free. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** For one statement. Default 30,000. */
  readonly statementTimeoutMs?: number;
  readonly clock?: Clock;
  /** Told of every statement when it has ended. */
  readonly onQuery?: (event: QueryEvent) => void;
}

const DEFAULTS = { maxConnections: 10, connectTimeoutMs: 10_000, statementTimeoutMs: 30_000 };
/** Waits before the second and third try of the first connection. */
const FIRST_CONNECT_WAITS_MS = [250, 1_000];
/** For queries under way when the database is closed, and for the farewell. */
const CLOSE_MS = 3_000;

/**
 * Makes a handle; nothing is connected yet. Throws `E_CONFIG` when the URL, or a certificate it
 * names, cannot be read.
 */
export function openDatabase(url: Secret, options: DatabaseOptions = {}): Database {
  return new PgDatabase(parseDatabaseUrl(url), options);
}

class PgDatabase implements Database {
  readonly where: string;
  readonly schema: string;
  readonly #clock: Clock;
  readonly #config: PoolConfig;
  readonly #onQuery: (event: QueryEvent) => void;
  /** The pool forgets clients before they are gone. */
  readonly #open = new OpenClients();
  #pool: Pool;
  /** `prefer`, and not yet known whether the server has TLS. */
  #mayGoPlain: boolean;
  /** The server has no TLS. */
  #plain = false;
  /** A connection has come about once: from then on a failure is told at once. */
  #reached = false;
  #settling: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(address: DatabaseAddress, options: DatabaseOptions) {
    this.where = address.where;
    this.schema = address.schema;
    this.#clock = options.clock ?? systemClock;
    this.#onQuery = options.onQuery ?? (() => {});
    this.#config = toPoolConfig(address, { ...DEFAULTS, ...options });
    this.#mayGoPlain = address.sslMode === 'prefer';
    this.#pool = openPool(this.#config, this.#open);
  }

  async ping(timeoutMs: number): Promise<void> {
    const expire = (): ServiceFault => databaseTimeout(this.where, timeoutMs);
    const deadline = { clock: this.#clock, timeoutMs, expire };
    await within(deadline, this.#ping());
  }

  /** Tries once: whoever asks whether it is up wants to know about now. */
  async #ping(): Promise<void> {
    const select = { name: 'ping', text: 'SELECT 1' };
    const stoodBefore = this.#pool.idleCount > 0;
    try {
      await this.#borrow(async (client) => this.#run(client, select), false);
    } catch (thrown) {
      // That the database was restarted in the meantime is no reason to call it down.
      if (!stoodBefore) throw thrown;
      await this.#borrow(async (client) => this.#run(client, select), false);
    }
  }

  async query<Row extends object>(statement: Statement): Promise<Result<Row>> {
    return this.#borrow(async (client) => this.#run<Row>(client, statement));
  }

  async transaction<T>(
    work: (tx: Queryable) => Promise<T>,
    mode: TransactionMode = {},
  ): Promise<T> {
    return this.#borrow(async (client) => {
      const session = this.#sessionOn(client);
      await session.begin(mode);
      try {
        const result = await work(session);
        await session.commit();
        return result;
      } catch (thrown) {
        await session.rollback();
        throw thrown;
      }
    });
  }

  async session<T>(
    work: (session: Session) => Promise<T>,
    options: SessionOptions = {},
  ): Promise<T> {
    const client = await this.#connect(true);
    try {
      const session = this.#sessionOn(client, options.statementTimeoutMs);
      await session.query(sessionSettings(options));
      const result = await work(session);
      await session.rollback();
      return result;
    } finally {
      // Its settings and locks go with it.
      client.release(true);
    }
  }

  listen(channels: readonly string[], ear: Ear): Subscription {
    const listener = new Listener({
      connect: async () => new Client(await this.#settledConfig()),
      clock: this.#clock,
      channels,
      ear,
    });
    listener.start();
    return listener;
  }

  /** The pool's, once it is known whether the server has TLS. */
  async #settledConfig(): Promise<PoolConfig> {
    if (this.#mayGoPlain) await this.#settleTlsOnce();
    return this.#plain ? { ...this.#config, ssl: false } : this.#config;
  }

  counts(): PoolCounts {
    const { totalCount: total, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { total, idle, waiting };
  }

  async close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  /** A server that has fallen silent does not keep the process: its connections are cut. */
  async #end(): Promise<void> {
    const ended = this.#pool.end().then(async () => this.#open.empty());
    const expire = (): ServiceFault => databaseTimeout(this.where, CLOSE_MS);
    await within({ clock: this.#clock, timeoutMs: CLOSE_MS, expire }, ended).catch(() => {});
    this.#open.cut();
  }

  #sessionOn(client: PoolClient, timeoutMs?: number): PgSession {
    return new PgSession(client, async (on, statement) => this.#run(on, statement, timeoutMs));
  }

  /** Lends a connection; one that broke, or that may still be busy, is not put back. */
  async #borrow<T>(work: (client: PoolClient) => Promise<T>, patient = true): Promise<T> {
    const client = await this.#connect(patient);
    let broken = true;
    try {
      const result = await work(client);
      broken = false;
      return result;
    } catch (thrown) {
      broken = !(thrown instanceof QueryFault) || endsConnection(thrown.sqlstate);
      throw thrown;
    } finally {
      client.release(broken);
    }
  }

  /** One statement, timed and told of; its error comes in our words. */
  async #run<Row extends object>(
    client: PoolClient,
    { name, text, values }: Statement,
    timeoutMs?: number,
  ): Promise<Result<Row>> {
    const startedAt = this.#clock.now();
    const ended = (rows: number, failure: string | null): void => {
      this.#onQuery({ name, ms: this.#clock.now() - startedAt, rows, failure });
    };
    try {
      const query = { text, values: values === undefined ? [] : [...values] };
      // The server's own limit comes first, see pool-config.
      const limit = timeoutMs === undefined ? {} : { query_timeout: timeoutMs + 2_000 };
      const { rows, rowCount, command } = await client.query<Row>({ ...query, ...limit });
      if (name === 'commit' && command === 'ROLLBACK')
        throw new QueryFault(name, { code: '40000' });
      ended(rowCount ?? 0, null);
      return { rows, count: rowCount ?? 0 };
    } catch (thrown) {
      const fault = this.#explain(name, thrown);
      ended(0, fault instanceof QueryFault ? fault.sqlstate : fault.kind);
      throw fault;
    }
  }

  #explain(statement: string, thrown: unknown): QueryFault | ServiceFault {
    if (thrown instanceof QueryFault || thrown instanceof ServiceFault) return thrown;
    if (isServerError(thrown) && !refusesConnection(thrown))
      return new QueryFault(statement, thrown);
    return explainDatabaseError(this.where, thrown);
  }

  /** A connection of the pool. The first one of all is tried three times: databases start late. */
  async #connect(patient: boolean): Promise<PoolClient> {
    const waits = patient && !this.#reached ? FIRST_CONNECT_WAITS_MS : [];
    for (const waitMs of waits) {
      try {
        return await this.#connectOnce();
      } catch (thrown) {
        if (!(thrown instanceof ServiceFault) || !isWorthRetrying(thrown)) throw thrown;
        await new Promise<void>((resolve) => this.#clock.setTimer(waitMs, resolve));
      }
    }
    return this.#connectOnce();
  }

  async #connectOnce(): Promise<PoolClient> {
    try {
      if (this.#mayGoPlain) await this.#settleTlsOnce();
      const client = await this.#pool.connect();
      this.#reached = true;
      return client;
    } catch (thrown) {
      throw explainDatabaseError(this.where, thrown);
    }
  }

  /** Several callers share one attempt: nobody may wait for a connection of a pool that is dropped. */
  async #settleTlsOnce(): Promise<void> {
    this.#settling ??= this.#settleTls().finally(() => {
      this.#settling = null;
    });
    return this.#settling;
  }

  /** Once TLS has worked, its failures are failures, not a reason to talk in the clear. */
  async #settleTls(): Promise<void> {
    try {
      (await this.#pool.connect()).release();
    } catch (thrown) {
      if (!isTlsUnsupported(thrown) || this.#closing !== null) throw thrown;
      void this.#pool.end();
      this.#plain = true;
      this.#pool = openPool({ ...this.#config, ssl: false }, this.#open);
    }
    this.#mayGoPlain = false;
  }
}

/** A wrong password stays wrong. */
function isWorthRetrying({ kind }: ServiceFault): boolean {
  return kind === 'refused' || kind === 'dns';
}

function openPool(config: PoolConfig, open: OpenClients): Pool {
  const pool = new Pool(config);
  // Idle connections that break are replaced by the pool; without a listener they end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
    open.add(client);
  });
  return pool;
}
