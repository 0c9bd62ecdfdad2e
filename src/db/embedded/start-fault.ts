import { LlmgwError } from '../../core/errors.ts';
import type { Home } from './home.ts';
import { tellingLines } from './server-log.ts';

interface Explanation {
  readonly pattern: RegExp;
  readonly what: string;
  readonly hint: string;
}

const KNOWN: readonly Explanation[] = [
  {
    pattern: /no space left on device|disk quota exceeded/i,
    what: 'the disk is full',
    hint: 'make room there and try again',
  },
  {
    pattern: /read-only file system/i,
    what: 'the file system is read-only',
    hint: 'start in a folder that can be written to, or set DATABASE_URL',
  },
  {
    pattern: /could not create shared memory|could not map anonymous shared memory|out of memory/i,
    what: 'the system gives it no memory',
    hint: 'free some memory, or set DATABASE_URL',
  },
  {
    pattern: /\b(EPERM|EINVAL)\b.*|spawn.*\b(EPERM|EAGAIN)\b/,
    what: 'the system does not let us run a program as an account without privileges',
    hint: 'run as a user other than root, or set DATABASE_URL',
  },
  {
    pattern: /permission denied|operation not permitted/i,
    what: 'permission is denied',
    hint: 'the data must belong to the account the server runs as; see the log',
  },
  {
    pattern:
      /checkpoint record|incorrect checksum|invalid data in file|is not a valid data directory|could not (open|read|access) (file|directory)|could not access the server configuration|exists but is not empty|invalid magic|corrupt/i,
    what: 'its data is damaged',
    hint: 'bring back a copy of the data folder, or move it away to begin with an empty database',
  },
];

/** The server was there first, or what it left is still being cleared away: worth another try. */
export function isTaken(text: string): boolean {
  return /lock file ".*" already exists|still in use|is another postmaster/i.test(text);
}

/** What programs and the server said, as an error: `E_IO`, with where the log is. */
export function startFault(home: Home, text: string): LlmgwError {
  const known = KNOWN.find(({ pattern }) => pattern.test(text));
  const what = known?.what ?? 'see its log';
  return new LlmgwError(
    'E_IO',
    `the private PostgreSQL does not start: ${what} (${tellingLines(text) || 'it said nothing'})`,
    { where: home.log, hint: known?.hint ?? 'read the log, or set DATABASE_URL' },
  );
}

/** It is there, or begins to be, but nobody can use it in time: `E_BUSY`. */
export function tooLate(home: Home, timeoutMs: number, why: string): LlmgwError {
  return new LlmgwError(
    'E_BUSY',
    `the private PostgreSQL was not ready within ${timeoutMs / 1_000} s: ${why}`,
    { where: home.log, hint: 'try again; its log says what it is doing' },
  );
}
