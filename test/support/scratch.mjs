import { accessSync, chmodSync, constants, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ENOUGH = 3 * 1024 ** 3;

/**
 * Before all tests: one folder for what the suites may share, in memory where there is room. A
 * database makes a thousand files, and half the time of a run went into making them on a disk.
 */
async function openScratch() {
  const folder = mkdtempSync(join(isRoomy(MEMORY) ? MEMORY : tmpdir(), 'llmgw-tests-'));
  // Servers run under accounts of their own below it.
  chmodSync(folder, 0o711);
  process.env.LLMGW_TEST_SCRATCH = folder;
}

function isRoomy(folder) {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > ENOUGH;
  } catch {
    return false;
  }
}

export { openScratch as default };
