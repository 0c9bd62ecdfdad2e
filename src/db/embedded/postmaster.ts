import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { codeOf } from '../../core/service-fault.ts';
import { SOCKET_NAME, type Home } from './home.ts';
import { pause } from './pause.ts';

const POLL_MS = 10;
/** A server that writes its pid file opens its socket within milliseconds. */
const SETTLED_MS = 10_000;

/** Whether a process of this number exists, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}

/** The server's process id as its pid file tells; null when there is none that could be true. */
export function readPostmasterPid(data: string): number | null {
  const pid = Number.parseInt(readIfThere(join(data, 'postmaster.pid')) ?? '', 10);
  return pid > 1 ? pid : null;
}

/**
 * What the server carries among its arguments so that it is known by it. Its working directory would
 * tell the same, but in a container root may not look at that of another account's process.
 */
export function markOf(data: string): string {
  const { dev, ino } = statSync(data);
  return `llmgw.data=${dev}:${ino}`;
}

/**
 * Whether that process is the server of this data. A number alone says little: after a crash, or in
 * another container, it is some other process's.
 */
export function isPostmasterOf(pid: number, data: string): boolean {
  if (process.platform !== 'linux') return isAlive(pid);
  const args = readIfThere(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
  return args.includes(markOf(data));
}

/**
 * Stops the server fast: it ends its clients and writes everything out. Says whether it is gone; it
 * is left to itself when it takes longer, or when it is in another container.
 */
export async function stopPostmaster(
  data: string,
  clock: Clock,
  timeoutMs: number,
): Promise<boolean> {
  const pid = readPostmasterPid(data);
  if (pid === null) return true;
  if (!isPostmasterOf(pid, data)) return false;
  const deadline = clock.now() + timeoutMs;
  if (!signal(pid)) return false;
  while (isPostmasterOf(pid, data)) {
    if (clock.now() > deadline) return false;
    await pause(clock, POLL_MS);
  }
  return true;
}

/**
 * Removes the lock files of a server that crashed when their number has become another process's:
 * PostgreSQL itself would refuse to start for ever. Only for a socket nobody answers on, and only
 * where we can see what that process is.
 */
export function removeStaleLocks(home: Home, clock: Clock): void {
  if (process.platform !== 'linux') return;
  const file = join(home.data, 'postmaster.pid');
  const found = statSync(file, { throwIfNoEntry: false });
  const pid = readPostmasterPid(home.data);
  if (found === undefined) return;
  if (clock.wallMs() - found.mtimeMs < SETTLED_MS && !isZombie(pid)) return;
  // A number nobody has: PostgreSQL sees that too, and looks closer than we can.
  if (pid !== null && (!isAlive(pid) || isPostmasterOf(pid, home.data))) return;
  rmSync(file, { force: true });
  rmSync(join(home.socketFolder, `${SOCKET_NAME}.lock`), { force: true });
}

/** Dead, and nobody has asked for its exit code: as first process, few programs do. */
function isZombie(pid: number | null): boolean {
  return /^State:\s*Z/m.test(readIfThere(`/proc/${pid}/status`) ?? '');
}

function signal(pid: number): boolean {
  try {
    process.kill(pid, 'SIGINT');
    return true;
  } catch (thrown) {
    // Gone in the meantime.
    return codeOf(thrown) === 'ESRCH';
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
