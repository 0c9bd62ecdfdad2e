import { Redis, type RedisOptions } from 'ioredis';
import type { RedisConfig } from '../config/types.ts';
import { systemClock, type Clock } from '../core/clock.ts';
import {
  codeOf,
  kindOfSocketCode,
  ServiceFault,
  within,
  type ServiceFaultKind,
} from '../core/service-fault.ts';
import { parseRedisAddress, type RedisAddress } from './redis-address.ts';

/** An open Redis: connects at its first use and again when the connection was lost. */
export interface RedisHandle {
  /** Safe to show: `host:port` or the socket's path. */
  readonly where: string;
  /** Resolves when Redis answers within `timeoutMs`; rejects with a `ServiceFault`, never later. */
  ping(timeoutMs: number): Promise<void>;
  /** What Redis says of itself (`INFO`); rejects as `ping` does. */
  info(timeoutMs: number): Promise<string>;
  /** Closes the connection; calls under way fail. Safe to repeat. */
  close(): void;
}

/** Bounds of every connection, for callers that give no other. */
export interface RedisLimits {
  readonly connectTimeoutMs?: number;
  readonly commandTimeoutMs?: number;
  readonly clock?: Clock;
}

const DEFAULT_CONNECT_TIMEOUT_MS = 5_000;
const DEFAULT_COMMAND_TIMEOUT_MS = 5_000;

/** Makes a handle; nothing is connected yet. Throws `E_CONFIG` when the URL cannot be read. */
export function openRedis(config: RedisConfig, limits: RedisLimits = {}): RedisHandle {
  return new IoredisHandle(parseRedisAddress(config), limits);
}

class IoredisHandle implements RedisHandle {
  readonly where: string;
  readonly #clock: Clock;
  readonly #address: RedisAddress;
  readonly #options: LegacyOptions;
  #client: Redis;
  #closed = false;
  #connecting: Promise<void> | null = null;
  /** ioredis rejects with "connection is closed" and emits the reason: it is kept here. */
  #lastError: unknown = null;

  constructor(address: RedisAddress, limits: RedisLimits) {
    this.where = address.where;
    this.#address = address;
    this.#clock = limits.clock ?? systemClock;
    this.#options = toOptions(address, limits);
    this.#client = this.#newClient();
  }

  async ping(timeoutMs: number): Promise<void> {
    const expire = (): ServiceFault => this.#hangUp(timeoutMs);
    try {
      await within({ clock: this.#clock, timeoutMs, expire }, this.#connectAndPing());
    } catch (thrown) {
      throw this.#explain(thrown);
    }
  }

  async info(timeoutMs: number): Promise<string> {
    await this.ping(timeoutMs);
    const expire = (): ServiceFault => this.#hangUp(timeoutMs);
    try {
      return await within({ clock: this.#clock, timeoutMs, expire }, this.#client.info());
    } catch (thrown) {
      throw this.#explain(thrown);
    }
  }

  close(): void {
    this.#closed = true;
    this.#client.disconnect();
  }

  #newClient(): Redis {
    const client = new Redis(this.#options);
    client.on('error', (error: unknown) => {
      this.#lastError = error;
    });
    return client;
  }

  async #connectAndPing(): Promise<void> {
    if (this.#client.status === 'ready' && (await this.#pingStanding(this.#client))) return;
    if (this.#closed) throw faultOf(this.#address, 'refused', 'the connection was closed by llmgw');
    await this.#connectOnce();
    await this.#client.ping();
  }

  /**
   * Pings over a connection that stood before. False when it turns out to be dead: that Redis was
   * restarted in the meantime is no reason to call it down.
   */
  async #pingStanding(client: Redis): Promise<boolean> {
    try {
      await client.ping();
      return true;
    } catch (thrown) {
      if (diagnose(thrown).kind !== 'protocol') throw thrown;
      if (client === this.#client) this.#replaceClient();
      return false;
    }
  }

  /** Several callers share one attempt: ioredis refuses a second one. */
  async #connectOnce(): Promise<void> {
    if (this.#connecting !== null) return this.#connecting;
    const attempt = this.#connect().finally(() => {
      // A deadline may have put another attempt in its place.
      if (this.#connecting === attempt) this.#connecting = null;
    });
    this.#connecting = attempt;
    return attempt;
  }

  async #connect(): Promise<void> {
    this.#lastError = null;
    await this.#client.connect();
  }

  /** A connection that let a deadline pass is not used again: it may sit there half closed. */
  #hangUp(timeoutMs: number): ServiceFault {
    const fault = faultOf(this.#address, 'timeout', `no answer within ${timeoutMs} ms`);
    this.#lastError = fault;
    this.#replaceClient();
    return fault;
  }

  #replaceClient(): void {
    this.#connecting = null;
    this.#client.disconnect();
    this.#client = this.#newClient();
  }

  #explain(thrown: unknown): ServiceFault {
    const error = isClosedError(thrown) && this.#lastError !== null ? this.#lastError : thrown;
    if (error instanceof ServiceFault) return error;
    const { kind, what } = diagnose(error);
    return faultOf(this.#address, kind, what);
  }
}

/** Replies in the shapes of RESP2, whatever the server speaks. */
type LegacyOptions = RedisOptions & { replyMapping: 'legacy' };

function toOptions(address: RedisAddress, limits: RedisLimits): LegacyOptions {
  const place =
    address.socket === null ? { host: address.host, port: address.port } : { path: address.socket };
  return {
    ...place,
    ...(address.username === null ? {} : { username: address.username }),
    ...(address.password === null ? {} : { password: address.password }),
    ...(address.tls ? { tls: { rejectUnauthorized: address.verifyTls } } : {}),
    db: address.db,
    replyMapping: 'legacy',
    lazyConnect: true,
    connectionName: 'llmgw',
    connectTimeout: limits.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
    // How long a closed connection may wait for the other side's good-bye; it keeps the process up.
    disconnectTimeout: 100,
    commandTimeout: limits.commandTimeoutMs ?? DEFAULT_COMMAND_TIMEOUT_MS,
    // No request waits for a Redis that is away: commands fail at once, the next use reconnects.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
  };
}

interface Diagnosis {
  readonly kind: ServiceFaultKind;
  readonly what: string;
}

/** Redis answers with an upper-case word first; the rest may repeat the command, so it is not shown. */
const REPLIES: Readonly<Record<string, Diagnosis>> = {
  WRONGPASS: { kind: 'auth', what: 'the user name or password is wrong' },
  NOAUTH: { kind: 'auth', what: 'a password is required and none is configured' },
  NOPERM: { kind: 'auth', what: 'the user may not run this command' },
  DENIED: { kind: 'refused', what: 'protected mode turns connections from other machines away' },
  LOADING: { kind: 'refused', what: 'Redis is still loading its data' },
  MASTERDOWN: { kind: 'refused', what: 'the replica has lost its primary' },
};

const SOCKET_TEXTS: Readonly<Record<ServiceFaultKind, string>> = {
  refused: 'the connection was refused',
  dns: 'the host name cannot be resolved',
  timeout: 'the connection was not established in time',
  auth: 'the login was refused',
  tls: 'the TLS handshake failed',
  protocol: 'the connection was closed, or what answers is not Redis',
};

function diagnose(error: unknown): Diagnosis {
  const message = error instanceof Error ? error.message : '';
  const reply = REPLIES[/^-?([A-Z]+)\b/.exec(message)?.[1] ?? ''];
  if (reply !== undefined) return reply;
  if (/^ERR (invalid password|AUTH\b)/.test(message))
    return { kind: 'auth', what: SOCKET_TEXTS.auth };
  if (message === 'Command timed out') return { kind: 'timeout', what: 'no answer in time' };
  const kind = kindOfSocketCode(codeOf(error)) ?? 'protocol';
  return { kind, what: SOCKET_TEXTS[kind] };
}

function isClosedError(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.startsWith('Connection is closed');
}

function faultOf(address: RedisAddress, kind: ServiceFaultKind, what: string): ServiceFault {
  return new ServiceFault({
    service: 'redis',
    kind,
    where: address.where,
    what,
    hint: HINTS[kind],
  });
}

const HINTS: Readonly<Record<ServiceFaultKind, string>> = {
  refused: 'check that Redis runs there and listens: redis-cli -h HOST -p PORT ping',
  dns: 'check the host name in REDIS_URL, REDIS_HOST or router_settings.redis_host',
  timeout: 'check the network and firewall on the way, and the load of Redis',
  auth: 'check REDIS_PASSWORD (and REDIS_USERNAME), or the password in REDIS_URL',
  tls: 'use rediss:// only where Redis serves TLS, with a certificate this machine trusts',
  protocol: 'check that the port is the one of Redis, and whether it wants TLS (rediss://)',
};
