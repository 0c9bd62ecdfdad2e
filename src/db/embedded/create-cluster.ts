import { chownSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../core/service-fault.ts';
import type { Programs } from './find-binaries.ts';
import type { Home } from './home.ts';
import { isAlive } from './postmaster.ts';
import { runProgram, type ProgramRun } from './run-program.ts';
import { appendLog } from './server-log.ts';
import { startFault } from './start-fault.ts';

export const SUPERUSER = 'llmgw';
export const DATABASE = 'llmgw';
const DRAFT = /^new-(\d+)-/;
/** The first with `--sync-method`, and with a locale that needs no library of the system. */
const MODERN = 17;

/**
 * Makes the data folder. It is made under another name and appears whole, on the disk, by one
 * rename: of several processes at once the first one's stays, and one that is killed leaves nothing
 * but a draft, which the next one removes. Throws `E_IO`.
 */
export async function createCluster(
  home: Home,
  programs: Programs,
  timeoutMs: number,
): Promise<void> {
  removeDrafts(home.folder);
  const draft = mkdtempSync(join(home.folder, `new-${process.pid}-`));
  try {
    if (home.account !== null) chownSync(draft, home.account.uid, home.account.gid);
    const { account } = home;
    for (const step of steps(programs)) {
      await runStep(home, { ...step, account, folder: draft, timeoutMs });
    }
    publish(draft, home.data);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

type Step = Pick<ProgramRun, 'program' | 'args' | 'input'>;

/** Nothing is synced before all is written: once is enough. */
function steps({ initdb, postgres, major }: Programs): readonly Step[] {
  const isModern = major >= MODERN;
  const access = ['--username', SUPERUSER, '--auth-local=trust', '--auth-host=reject'];
  const locale = isModern
    ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    : ['--locale=C'];
  // One call for the whole file system, where `fsync` of a thousand files takes seconds.
  const sync = isModern && process.platform === 'linux' ? ['--sync-method=syncfs'] : [];
  return [
    {
      program: initdb,
      args: (folder) => [
        ...['-D', folder, ...access, '--encoding=UTF8', ...locale],
        ...['--data-checksums', '--no-sync', '--no-instructions'],
      ],
    },
    {
      program: postgres,
      args: (folder) => ['--single', '-F', '-D', folder, 'postgres'],
      input: `CREATE DATABASE ${DATABASE};\n`,
    },
    { program: initdb, args: (folder) => ['--sync-only', ...sync, '-D', folder] },
  ];
}

async function runStep(home: Home, run: ProgramRun): Promise<void> {
  const { ok, output } = await runProgram(run);
  if (ok) return;
  appendLog(home.log, output);
  throw startFault(home, output);
}

function publish(draft: string, data: string): void {
  try {
    renameSync(draft, data);
  } catch (thrown) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(thrown))) throw thrown;
  }
}

/** What processes left that were killed while they made it. */
function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(DRAFT.exec(name)?.[1] ?? process.pid);
    if (!isAlive(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
