import { readFileSync } from 'node:fs';
import { defaults, types, type PoolConfig } from 'pg';
import { LlmgwError, messageOf } from '../core/errors.ts';
import type { DatabaseAddress } from './database-url.ts';
import { quoteName } from './identifier.ts';

// LiteLLM's timestamps have no zone and mean UTC: dates go out that way, whatever zone we run in.
defaults.parseInputDatesAsUTC = true;

const INT8 = 20;
const TIMESTAMP = 1114;

/** How columns are read; the same for all pools. */
export const COLUMN_TYPES: NonNullable<PoolConfig['types']> = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return Number;
    if (oid === TIMESTAMP) return readUtc;
    return format === 'binary' ? builtIn(oid, 'binary') : builtIn(oid, 'text');
  },
};

/** Types of columns are numbers: those pg has names for are only some of them. */
function builtIn(oid: number, format: 'text' | 'binary'): (value: string) => unknown {
  const parsers: {
    getTypeParser(oid: number, format: 'text' | 'binary'): (value: string) => unknown;
  } = types;
  return parsers.getTypeParser(oid, format);
}

/** `2026-01-31 10:00:00.123` is UTC. `infinity` is no date: null. */
function readUtc(text: string): Date | null {
  const date = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Bounds of a pool. */
export interface PoolLimits {
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** What pg needs to open connections to an address. Throws `E_CONFIG` for unreadable certificates. */
export function toPoolConfig(address: DatabaseAddress, limits: PoolLimits): PoolConfig {
  return {
    host: address.host,
    port: address.port,
    user: address.user,
    // As a function it shows up in no dump of the pool, and pg looks for no ~/.pgpass.
    password: () => address.password,
    database: address.database,
    application_name: 'llmgw',
    ssl: toTlsOptions(address),
    ...(address.schema === 'public'
      ? {}
      : { options: `-c search_path=${escapeOption(quoteName(address.schema))}` }),
    types: COLUMN_TYPES,
    max: limits.maxConnections,
    keepAlive: true,
    connectionTimeoutMillis: limits.connectTimeoutMs,
    // On our side too: the server cannot time out what it never received.
    query_timeout: limits.statementTimeoutMs + CLIENT_GRACE_MS,
    // PgBouncer refuses session settings it does not know.
    ...(address.pooled ? {} : serverTimeouts(limits)),
  };
}

/** Blanks part the options of a connection. */
function escapeOption(text: string): string {
  return text.replaceAll(/[\\\s]/g, String.raw`\$&`);
}

/** The server's own timeout comes first: it leaves the connection usable, ours does not. */
const CLIENT_GRACE_MS = 2_000;
const LOCK_TIMEOUT_MS = 10_000;
const IDLE_IN_TRANSACTION_MS = 60_000;

function serverTimeouts({ statementTimeoutMs }: PoolLimits): PoolConfig {
  return {
    statement_timeout: statementTimeoutMs,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
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
