import type { Command } from 'commander';
import type { ExitCode } from '../core/exit-codes.ts';
import type { Io } from './io.ts';

/** Opens what a command needs, on first use; closes it in reverse order. */
export interface Closable {
  close(): Promise<void>;
}

/** A command as commander sees it: `configure` adds flags, and an action that sets the exit code. */
export interface CommandDefinition {
  configure(command: Command, run: CommandRun): void;
}

/** What the action of a command calls to do its work with the program's context. */
export interface CommandRun {
  readonly io: Io;
  /** Runs the story and records its exit code. */
  (story: (context: unknown) => Promise<ExitCode>): Promise<void>;
}

/** A line of the registry. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandDefinition>;
}
