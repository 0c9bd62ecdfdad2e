import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { codeOf } from '../../core/service-fault.ts';
import { isAlive } from './postmaster.ts';

/** A turn is taken over after this, whoever holds it. */
const MAX_AGE_MS = 30_000;

/**
 * Takes the turn to start the server; null when another process has it. Call the result to give it
 * back.
 *
 * It only spares the others the work. That there is one server does not rest on it: the data appears
 * by one rename, and PostgreSQL lets one server at a time use it. So a turn that two have at once,
 * because it was taken over from a process that died, or that was only slow, does no harm.
 */
export function takeTurn(folder: string, clock: Clock): (() => void) | null {
  const file = join(folder, 'starting');
  if (!create(file)) {
    if (!isOver(file, clock)) return null;
    rmSync(file, { force: true });
    if (!create(file)) return null;
  }
  return () => rmSync(file, { force: true });
}

function create(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

function isOver(file: string, clock: Clock): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return true;
  if (clock.wallMs() - found.mtimeMs > MAX_AGE_MS) return true;
  const pid = readPid(file);
  // Empty: it is being written.
  return pid > 0 && !isAlive(pid);
}

function readPid(file: string): number {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch {
    return 0;
  }
}
