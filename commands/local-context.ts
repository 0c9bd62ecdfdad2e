import type { Host } from '../src/cli/command.ts';
import type { GlobalOptions } from '../src/cli/global-options.ts';
import type { Io } from '../src/cli/io.ts';
import { systemClock, type Clock } from '../src/core/clock.ts';
import type { UpstreamClient } from '../src/http/upstream.ts';
import type { CommandContext } from './context.ts';

/** What a command takes that works on files, and only asks others when it is told to. */
export interface FilesContext {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly clock: Clock;
  upstream(): UpstreamClient | Promise<UpstreamClient>;
}

/** The context of such a command: the real one, with all its clients, is only loaded when one is needed. */
export class LocalContext implements FilesContext {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly clock: Clock = systemClock;
  #full: CommandContext | null = null;

  constructor({ io, options }: Host) {
    this.io = io;
    this.options = options;
  }

  async upstream(): Promise<UpstreamClient> {
    const { createContext } = await import('./context.ts');
    this.#full ??= createContext(this.io, this.options);
    return this.#full.upstream();
  }

  async close(): Promise<void> {
    await this.#full?.close();
  }
}
