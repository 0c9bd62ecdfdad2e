import { closeSync, constants, openSync } from 'node:fs';
import { execa } from 'execa';
import type { Account } from './account.ts';

/** One run of a PostgreSQL program. */
export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  /** null: as ourselves. */
  readonly account: Account | null;
  readonly timeoutMs: number;
  /** The folder that `DATA` among the arguments stands for. */
  readonly folder?: string;
  readonly input?: string;
}

/** How a run ended. */
export interface ProgramEnd {
  readonly ok: boolean;
  /** Both streams, and why there was no exit code where there was none. */
  readonly output: string;
}

/** Stands for the data folder among arguments. */
export const DATA = Symbol('data folder');
/** All that a PostgreSQL program gets: no `PG*` variable of the user may reach it. */
export const PROGRAM_ENV: Readonly<Record<string, string>> = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
const MAX_OUTPUT_CHARS = 64 * 1_024;
const KILL_AFTER_MS = 2_000;

/**
 * How a program is told its folder, and the descriptor it inherits for it. An account without
 * privileges cannot reach a folder below `/root`, but it may use what is open already: on Linux it
 * gets the folder as descriptor 3. That also keeps what a path may hold (quotes, `$`) away from the
 * shell that `initdb` runs `postgres` with.
 */
export function openFolder(folder: string): OpenFolder {
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  const name = process.platform === 'linux' ? '/proc/self/fd/3' : folder;
  return { fd, name, close: () => closeSync(fd) };
}

/** A folder that a program can be given as its descriptor 3. */
export interface OpenFolder {
  readonly fd: number;
  /** The folder as the program is to call it. */
  readonly name: string;
  close(): void;
}

/** Runs a program to its end; rejects never. It gets no shell, no environment of ours. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const folder = openFolder(run.folder ?? '/');
  try {
    const result = await execa(run.program, [...run.args], {
      ...run.account,
      cwd: '/',
      env: PROGRAM_ENV,
      extendEnv: false,
      input: run.input ?? '',
      stdio: ['pipe', 'pipe', 'pipe', folder.fd],
      all: true,
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT_CHARS,
      timeout: run.timeoutMs,
      forceKillAfterDelay: KILL_AFTER_MS,
      reject: false,
    });
    const why = result.failed && result.exitCode === undefined ? [result.shortMessage] : [];
    return { ok: !result.failed, output: [result.all, ...why].join('\n') };
  } finally {
    folder.close();
  }
}
