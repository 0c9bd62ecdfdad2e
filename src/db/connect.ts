import { readFileSync } from 'node:fs';
import { Pool, type PoolConfig } from 'pg';
import { systemClock, type Clock } from '../core/clock.ts';
import { LlmgwError, messageOf } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { within, type ServiceFault } from '../core/service-fault.ts';
import {
  databaseTimeout,
  explainDatabaseError,
  isConnectionLost,
  isTlsUnsupported,
} from './database-fault.ts';
import { parseDatabaseUrl, type DatabaseAddress } from './database-url.ts';

/** An open database: connections are made when they are needed, and kept. */
export interface DatabaseHandle {
  /** Safe to show: `host:port/database`. */
  readonly where: string;
  /** Resolves when the database answers within `timeoutMs`; rejects with a `ServiceFault`. */
  ping(timeoutMs: number): Promise<void>;
  /** Waits for queries under way and closes all connections. Safe to repeat. */
  close(): Promise<void>;
}

/** Bounds of a pool; the defaults suit a gateway. */
export interface DatabaseOptions {
  /** Most connections at once. Default 10. */
  readonly maxConnections?: number;
  /** For connecting, and for waiting until a connection is free. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** For one statement. Default 30,000. */
  readonly statementTimeoutMs?: number;
  readonly clock?: Clock;
}

const DEFAULTS = { maxConnections: 10, connectTimeoutMs: 5_000, statementTimeoutMs: 30_000 };

/**
 * Makes a handle; nothing is connected yet. Throws `E_CONFIG` when the URL, or a certificate it
 * names, cannot be read.
 */
export function openDatabase(url: Secret, options: DatabaseOptions = {}): DatabaseHandle {
  return new PgHandle(parseDatabaseUrl(url), options);
}

class PgHandle implements DatabaseHandle {
  readonly where: string;
  readonly #clock: Clock;
  readonly #config: PoolConfig;
  #pool: Pool;
  /** `prefer`, and not yet known whether the server has TLS. */
  #mayGoPlain: boolean;
  #settling: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(address: DatabaseAddress, options: DatabaseOptions) {
    this.where = address.where;
    this.#clock = options.clock ?? systemClock;
    this.#config = toPoolConfig(address, options);
    this.#mayGoPlain = address.sslMode === 'prefer';
    this.#pool = openPool(this.#config);
  }

  async ping(timeoutMs: number): Promise<void> {
    const { where } = this;
    const expire = (): ServiceFault => databaseTimeout(where, timeoutMs);
    try {
      await within({ clock: this.#clock, timeoutMs, expire }, this.#selectOne());
    } catch (thrown) {
      throw explainDatabaseError(where, thrown);
    }
  }

  async close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  async #selectOne(): Promise<void> {
    if (this.#mayGoPlain) await this.#settleTlsOnce();
    const stoodBefore = this.#pool.idleCount > 0;
    try {
      await this.#pool.query('SELECT 1');
    } catch (thrown) {
      // That the database was restarted in the meantime is no reason to call it down.
      if (!stoodBefore || !isConnectionLost(thrown)) throw thrown;
      await this.#pool.query('SELECT 1');
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
      await this.#pool.query('SELECT 1');
    } catch (thrown) {
      if (!isTlsUnsupported(thrown) || this.#closing !== null) throw thrown;
      void this.#pool.end();
      this.#pool = openPool({ ...this.#config, ssl: false });
    }
    this.#mayGoPlain = false;
  }
}

function openPool(config: PoolConfig): Pool {
  const pool = new Pool(config);
  // Idle connections that break are replaced by the pool; without a listener they end the process.
  pool.on('error', () => {});
  return pool;
}

function toPoolConfig(address: DatabaseAddress, options: DatabaseOptions): PoolConfig {
  const limits = { ...DEFAULTS, ...options };
  return {
    host: address.host,
    port: address.port,
    user: address.user,
    // As a function it shows up in no dump of the pool, and pg looks for no ~/.pgpass.
    password: () => address.password,
    database: address.database,
    application_name: 'llmgw',
    ssl: toTlsOptions(address),
    max: limits.maxConnections,
    connectionTimeoutMillis: limits.connectTimeoutMs,
    // On our side too: the server cannot time out what it never received.
    query_timeout: limits.statementTimeoutMs,
    // PgBouncer refuses session settings it does not know.
    ...(address.pooled ? {} : { statement_timeout: limits.statementTimeoutMs }),
  };
}

type TlsOptions = NonNullable<PoolConfig['ssl']>;

function toTlsOptions(address: DatabaseAddress): TlsOptions {
  if (address.sslMode === 'disable') return false;
  const { caFile, certFile, keyFile } = address;
  return {
    rejectUnauthorized: address.sslMode.startsWith('verify-'),
    ...(address.sslMode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    ...(caFile === null ? {} : { ca: readPem(caFile) }),
    ...(certFile === null ? {} : { cert: readPem(certFile) }),
    ...(keyFile === null ? {} : { key: readPem(keyFile) }),
  };
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new LlmgwError('E_CONFIG', 'A certificate of the database URL cannot be read.', {
      where: path,
      hint: `${messageOf(thrown)}: correct sslrootcert, sslcert or sslkey in the URL`,
    });
  }
}
