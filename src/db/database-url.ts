import { LlmgwError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';

/**
 * How TLS is used. `prefer` tries it and goes on without when the server has none, as Prisma and
 * libpq do where nothing is said.
 */
export type SslMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** A database URL taken apart. Holds the password: never print it. */
export interface DatabaseAddress {
  /** A host name, or the directory of a unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly sslMode: SslMode;
  /** Paths of PEM files. */
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
  /** Where LiteLLM's tables are: `?schema=`, as Prisma has it. */
  readonly schema: string;
  /** PgBouncer in front: no session settings at connect. */
  readonly pooled: boolean;
  /** Safe to show: `host:port/database`. */
  readonly where: string;
}

const DEFAULT_PORT = 5432;
const SCHEME = /^postgres(ql)?:$/;
/** `postgresql://user@/db?host=/run/postgresql`: libpq allows an empty host, URLs do not. */
const EMPTY_HOST = /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)(?=[/?]|$)/;

/**
 * Reads a PostgreSQL URL as LiteLLM's database client (Prisma) and libpq write it. Parameters that
 * concern only those (`connection_limit`, `pool_timeout`…) are left aside. Throws
 * `E_CONFIG` for what is no such URL; the error does not repeat it.
 */
export function parseDatabaseUrl(secret: Secret): DatabaseAddress {
  const url = parseUrl(secret.reveal());
  const query = url.searchParams;
  const host =
    query.get('host') ?? (decode(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost');
  const port = Number(query.get('port') ?? url.port) || DEFAULT_PORT;
  const user = query.get('user') || decode(url.username) || 'postgres';
  const database = decode(url.pathname.slice(1)) || query.get('dbname') || user;
  return {
    host,
    port,
    user,
    password: query.get('password') ?? decode(url.password),
    database,
    ...readTls(query, host),
    schema: query.get('schema') || 'public',
    pooled: query.get('pgbouncer') === 'true',
    where: `${host}:${port}/${database}`,
  };
}

function parseUrl(text: string): URL {
  const filled = text.trim().replace(EMPTY_HOST, '$1localhost');
  const url = URL.canParse(filled) ? new URL(filled) : null;
  if (url !== null && SCHEME.test(url.protocol)) return url;
  throw new LlmgwError('E_CONFIG', 'The database URL cannot be read.', {
    hint: 'write postgresql://user:password@host:5432/database; percent-encode special characters of the password',
  });
}

type TlsSettings = Pick<DatabaseAddress, 'sslMode' | 'caFile' | 'certFile' | 'keyFile'>;

function readTls(query: URLSearchParams, host: string): TlsSettings {
  const cert = query.get('sslcert');
  const keyFile = query.get('sslkey');
  // libpq: sslcert is the client's, with sslkey. Prisma: sslcert alone is the authority's.
  const caFile = query.get('sslrootcert') ?? (keyFile === null ? cert : null);
  return {
    sslMode: host.startsWith('/') ? 'disable' : readSslMode(query, caFile !== null),
    caFile: caFile === 'system' ? null : caFile,
    certFile: keyFile === null ? null : cert,
    keyFile,
  };
}

function readSslMode(query: URLSearchParams, hasAuthority: boolean): SslMode {
  switch (query.get('sslmode') ?? query.get('ssl')) {
    case 'disable':
    case 'false':
    case '0':
      return 'disable';
    case 'require':
    case 'true':
    case '1':
      return strictness(query, hasAuthority);
    case 'no-verify':
      return 'require';
    case 'verify-ca':
      return 'verify-ca';
    case 'verify-full':
      return 'verify-full';
    case null:
    default:
      return 'prefer';
  }
}

/** libpq verifies under `require` once an authority is named; Prisma when told `sslaccept=strict`. */
function strictness(query: URLSearchParams, hasAuthority: boolean): SslMode {
  if (query.get('sslaccept') === 'strict') return 'verify-full';
  return hasAuthority ? 'verify-ca' : 'require';
}

/** A `%` that begins no escape is taken as it is: people write passwords by hand. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
