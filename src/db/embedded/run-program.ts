import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { messageOf } from '../../core/errors.ts';
import type { Account } from './account.ts';

/** One run of a PostgreSQL program. */
export interface ProgramRun {
  readonly program: string;
  /** `folder` is what the program is to call its folder. */
  readonly args: (folder: string) => readonly string[];
  /** null: as ourselves. */
  readonly account: Account | null;
  readonly timeoutMs: number;
  /** Default `/`. */
  readonly folder?: string;
  readonly input?: string;
}

/** How a run ended. */
export interface ProgramEnd {
  readonly ok: boolean;
  /** Both streams, and why there was no exit code where there was none. */
  readonly output: string;
}

/** All that a PostgreSQL program gets: no `PG*` variable of the user may reach it. */
export const PROGRAM_ENV: Readonly<Record<string, string>> = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
const MAX_OUTPUT_CHARS = 64 * 1_024;

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

/**
 * Runs a program to its end; never rejects. It gets no shell and no environment of ours, and is
 * killed at the time-out. (execa would do, but hands on no descriptors above 9.)
 */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const folder = openFolder(run.folder ?? '/');
  try {
    return await ended(
      spawn(run.program, run.args(folder.name), {
        ...run.account,
        cwd: '/',
        env: PROGRAM_ENV,
        stdio: ['pipe', 'pipe', 'pipe', folder.fd],
        timeout: Math.ceil(run.timeoutMs),
        killSignal: 'SIGKILL',
      }),
      run,
    );
  } catch (thrown) {
    return { ok: false, output: messageOf(thrown) };
  } finally {
    folder.close();
  }
}

async function ended(child: ChildProcess, run: ProgramRun): Promise<ProgramEnd> {
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT_CHARS);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  // It may end before it has read anything.
  child.stdin?.on('error', () => {});
  child.stdin?.end(run.input ?? '');
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ ok: false, output: `${output}\n${error.message}` }));
    child.once('close', (code, signal) => {
      const killed = signal === null ? '' : `\n${run.program} was ended by ${signal}`;
      resolve({ ok: code === 0, output: output + killed });
    });
  });
}
