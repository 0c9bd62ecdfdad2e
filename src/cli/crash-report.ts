import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { VERSION } from './version.ts';

/**
 * Writes what is known about a fault to a file only its owner can read: in the state folder where
 * there is one, else among the temporary files.
 *
 * @param stack already masked
 * @returns the file, or null where none could be written: a fault must not cause another
 */
export function writeCrashReport(stack: string, cwd: string): string | null {
  const when = new Date(systemClock.wallMs()).toISOString();
  const name = `llmgw-crash-${when.replaceAll(/[:.]/g, '-')}-${process.pid}.txt`;
  const state = join(cwd, '.llmgw');
  const file = join(existsSync(state) ? state : tmpdir(), name);
  const system = `node ${process.version} ${process.platform}-${process.arch}`;
  try {
    writeFileSync(file, `llmgw ${VERSION}\n${system}\n${when}\n\n${stack}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
    return file;
  } catch {
    return null;
  }
}
