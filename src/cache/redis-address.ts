import type { RedisConfig } from '../config/types.ts';
import { LlmgwError } from '../core/errors.ts';

/** Where a Redis is and how to log in, taken apart. Holds the password: never print it. */
export interface RedisAddress {
  /** Path of a unix socket; null: `host` and `port` count. */
  readonly socket: string | null;
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly db: number;
  readonly tls: boolean;
  /** False only when the URL says `ssl_cert_reqs=none`. */
  readonly verifyTls: boolean;
  /** Safe to show: `host:port` or the socket's path. */
  readonly where: string;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 6379;
const SCHEME = /^(redis|rediss|unix):$/;
/** `unix://:password@/path`: URLs with a login want a host. */
const EMPTY_HOST = /^(unix:\/\/[^@/?#]*@)(?=\/)/;

/**
 * Takes a configuration apart; its URL wins over its single settings. Reads what LiteLLM's Redis
 * client reads: `redis://`, `rediss://` and `unix://`, the database as path or `?db=`, and
 * `?ssl_cert_reqs=none`; other parameters are left aside. Throws `E_CONFIG` for what is no such URL.
 */
export function parseRedisAddress(config: RedisConfig): RedisAddress {
  if (config.url !== null) return fromUrl(config.url.reveal());
  const host = config.host ?? DEFAULT_HOST;
  return {
    socket: null,
    host,
    port: config.port,
    username: config.username,
    password: config.password?.reveal() ?? null,
    db: 0,
    tls: config.tls,
    verifyTls: true,
    where: `${host}:${config.port}`,
  };
}

function fromUrl(text: string): RedisAddress {
  const url = parseUrl(text);
  const socket = url.protocol === 'unix:' ? decode(url.pathname) : null;
  const host = url.hostname === '' ? DEFAULT_HOST : url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  return {
    socket,
    host,
    port,
    username: decode(url.username) || null,
    password: decode(url.password) || null,
    db: readDb(url, socket !== null),
    tls: url.protocol === 'rediss:',
    verifyTls: url.searchParams.get('ssl_cert_reqs') !== 'none',
    where: socket ?? `${host}:${port}`,
  };
}

function parseUrl(text: string): URL {
  const filled = text.trim().replace(EMPTY_HOST, '$1localhost');
  const url = URL.canParse(filled) ? new URL(filled) : null;
  if (url !== null && SCHEME.test(url.protocol)) return url;
  throw new LlmgwError('E_CONFIG', 'The Redis URL cannot be read.', {
    hint: 'write redis://[user:password@]host:port/db, rediss://… for TLS or unix:///path; percent-encode special characters of the password',
  });
}

function readDb(url: URL, isSocket: boolean): number {
  const text = url.searchParams.get('db') ?? (isSocket ? '' : url.pathname.slice(1));
  return /^\d+$/.test(text) ? Number(text) : 0;
}

/** A `%` that begins no escape is taken as it is: people write passwords by hand. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
