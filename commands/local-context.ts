import type { Host } from '../src/cli/command.ts';
import type { GlobalOptions } from '../src/cli/global-options.ts';
import type { Io } from '../src/cli/io.ts';
import { systemClock, type Clock } from '../src/core/clock.ts';
import type { UpstreamClient } from '../src/http/upstream.ts';
import type { CommandContext } from './context.ts';
import { EnvironmentFiles, type Environment } from './environment.ts';

/** What a command takes that works on files, and only asks others when it is told to. */
export interface FilesContext {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly clock: Clock;
  environment(): Environment;
  upstream(): UpstreamClient | Promise<UpstreamClient>;
  /** The context with all clients. */
  whole(): CommandContext | Promise<CommandContext>;
}

/** The context of such a command: the real one, with all its clients, is only loaded when one is needed. */
export class LocalContext implements FilesContext {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly clock: Clock = systemClock;
  readonly #environment: EnvironmentFiles;
  #whole: CommandContext | null = null;

  constructor({ io, options }: Host) {
    this.io = io;
    this.options = options;
    this.#environment = new EnvironmentFiles(io, options);
  }

  environment(): Environment {
    return this.#environment.read();
  }

  async upstream(): Promise<UpstreamClient> {
    return (await this.whole()).upstream();
  }

  async whole(): Promise<CommandContext> {
    const { createContext } = await import('./context.ts');
    this.#whole ??= createContext(this.io, this.options);
    return this.#whole;
  }

  async close(): Promise<void> {
    await this.#whole?.close();
  }
}
