import type { Command } from 'commander';
import type { ExitCode } from '../core/exit-codes.ts';
import type { GlobalOptions } from './global-options.ts';
import type { Io } from './io.ts';

/** A command, as its `<name>.command.ts` describes it: the only file of its folder that knows commander. */
export interface CommandDefinition<Context> {
  /** Adds flags, arguments and examples; name and summary are there already. */
  configure(command: Command): void;
  /** Turns the parsed command line into typed options and tells the command's story. */
  run(command: Command, context: Context): Promise<ExitCode>;
  /**
   * Instead of `run`, for a command that usually needs no database and no client: to load them takes
   * longer than the command itself.
   */
  runAlone?(command: Command, host: Host): Promise<ExitCode>;
}

/** What every command has, before anything is loaded for it. */
export interface Host {
  readonly io: Io;
  readonly options: GlobalOptions;
}

/** A line of the registry. */
export interface CommandEntry<Context> {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandDefinition<Context>>;
}

/** What must be closed when a command has ended, on every path. */
export interface Closable {
  close(): Promise<void>;
}

/** Makes what commands take their parts from. Called for the invoked command only, never for help. */
export type CreateContext<Context extends Closable> = (
  io: Io,
  options: GlobalOptions,
) => Context | Promise<Context>;
