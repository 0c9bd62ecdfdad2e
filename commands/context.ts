import { openRedis, type RedisHandle } from '../src/cache/redis.ts';
import type { GlobalOptions } from '../src/cli/global-options.ts';
import type { Io } from '../src/cli/io.ts';
import type { RedisConfig } from '../src/config/types.ts';
import { systemClock, type Clock } from '../src/core/clock.ts';
import type { Secret } from '../src/core/secret.ts';
import { openDatabase, type DatabaseOptions } from '../src/db/connect.ts';
import type { Database } from '../src/db/database.ts';
import type { EmbeddedPostgres } from '../src/db/embedded/start-embedded.ts';
import { createUpstreamClient } from '../src/http/undici-upstream.ts';
import type { UpstreamClient } from '../src/http/upstream.ts';
import { MemoryStore } from '../src/resilience/breaker/memory-store.ts';
import { BreakerRegistry } from '../src/resilience/breaker/registry.ts';
import { createLogger, type Logger } from '../src/telemetry/logger.ts';
import { EnvironmentFiles, type Environment } from './environment.ts';

/**
 * The composition root: the only place that builds pools and clients. Each is made when a command
 * first asks for it and closed in reverse order when the command has ended.
 */
export class CommandContext {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly clock: Clock = systemClock;
  readonly #closers: (() => void | Promise<void>)[] = [];
  #logger: Promise<Logger> | null = null;
  readonly #environment: EnvironmentFiles;

  constructor(io: Io, options: GlobalOptions) {
    this.io = io;
    this.options = options;
    this.#environment = new EnvironmentFiles(io, options);
  }

  /** Reads `.env` of the working directory, or the files that `--env-file` names. */
  environment(): Environment {
    return this.#environment.read();
  }

  whole(): this {
    return this;
  }

  /** Opens the log; the promise is made once and shared. */
  logger(): Promise<Logger> {
    this.#logger ??= this.#openLog(true);
    return this.#logger;
  }

  /** The log of requests, one line each: every field is chosen by the gateway itself. */
  requestLogger(): Promise<Logger> {
    return this.#openLog(false);
  }

  #openLog(redact: boolean): Promise<Logger> {
    return createLogger({
      level: this.#logLevel(),
      pretty: this.io.stderr.isTty,
      color: this.io.stderr.paint.level > 0,
      stream: this.io.stderr.stream,
      redact,
    });
  }

  upstream(): UpstreamClient {
    const client = createUpstreamClient();
    this.#closers.push(() => client.close());
    return client;
  }

  /** The health of every deployment, kept in this process. */
  breakers(): BreakerRegistry {
    const store = new MemoryStore(this.clock);
    const registry = new BreakerRegistry({ store, clock: this.clock, random: Math.random });
    this.#closers.push(() => registry.close());
    return registry;
  }

  redis(config: RedisConfig): RedisHandle {
    const handle = openRedis(config);
    this.#closers.push(() => handle.close());
    return handle;
  }

  database(url: Secret, options: DatabaseOptions = {}): Database {
    const handle = openDatabase(url, { clock: this.clock, ...options });
    this.#closers.push(() => handle.close());
    return handle;
  }

  /** The private PostgreSQL in that folder: started if nobody uses it yet, left at the end. */
  async embeddedDatabase(folder: string): Promise<EmbeddedPostgres> {
    const { startEmbedded } = await import('../src/db/embedded/start-embedded.ts');
    const embedded = await startEmbedded({
      folder,
      clock: this.clock,
      searchPath: this.io.env['PATH'] ?? '',
    });
    this.#closers.push(() => embedded.release());
    return embedded;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
    this.#closers.length = 0;
  }

  #logLevel(): 'warn' | 'info' | 'debug' {
    if (this.options.quiet) return 'warn';
    return this.options.verbosity > 0 || this.io.env['LLMGW_LOG'] === 'debug' ? 'debug' : 'info';
  }
}

/** Makes the context of one command run. */
export function createContext(io: Io, options: GlobalOptions): CommandContext {
  return new CommandContext(io, options);
}
