import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The user a server runs under; null: the one of the tests. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** How to start a server program. */
export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly account: Account | null;
  /** The server is ready when its output matches. */
  readonly ready: RegExp;
  /** Ends the server; also sent when the tests die without saying good-bye. */
  readonly signal: 'TERM' | 'QUIT';
}

/** A running server program. */
export interface ServerProcess {
  readonly pid: number;
  stop(): Promise<void>;
}

// The shell becomes the server; beside it waits a reader of our end of a pipe. When that closes,
// because we closed it or because we are dead, the server gets its signal. No test leaves one behind.
const KEEPER = 'exec 3<&0; (cat <&3 >/dev/null; kill -"$0" $$) & exec "$@" 3<&- </dev/null';

/** Starts a server and waits until it is ready; throws with its output when it ends before. */
export async function startServerProcess(command: ServerCommand): Promise<ServerProcess> {
  const child = spawn('/bin/sh', ['-c', KEEPER, command.signal, command.program, ...command.args], {
    cwd: command.cwd,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    ...command.account,
  });
  const exited = once(child, 'exit');
  // Writing to a server that is gone already is not worth an error.
  child.stdin.on('error', () => {});
  await untilReady(child, command);
  return {
    pid: child.pid ?? 0,
    async stop(): Promise<void> {
      child.stdin.destroy();
      await exited;
    },
  };
}

async function untilReady(child: ChildProcess, command: ServerCommand): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const onOutput = (chunk: Buffer): void => {
      output += chunk.toString();
      if (command.ready.test(output)) resolve();
    };
    // Read to the end, or the server would block on a full pipe.
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    child.once('error', reject);
    child.once('exit', (code) => {
      child.stdin?.destroy();
      reject(new Error(`${command.program} ended with ${code} before it was ready:\n${output}`));
    });
  });
}

/** A new folder that only the account (default: the tests' own user) may enter. */
export function makeTempDir(
  prefix: string,
  account: Account | null = null,
  parent = tmpdir(),
): string {
  const path = mkdtempSync(join(parent, prefix));
  if (account !== null) chownSync(path, account.uid, account.gid);
  return path;
}

/** Removes a folder of `makeTempDir`. */
export function removeTempDir(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

/** A loopback port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/**
 * Calls `start` with a free port, again with another one when somebody took it in between.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await findFreePort());
    } catch (thrown) {
      if (attempt === 3 || !/address already in use/i.test(String(thrown))) throw thrown;
    }
  }
}
