import { createHash } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { LlmgwError, messageOf } from '../../core/errors.ts';
import { codeOf } from '../../core/service-fault.ts';
import { chooseAccount, type Account } from './account.ts';

/** Where a private PostgreSQL lives. All paths are absolute. */
export interface Home {
  /** Ours: `.llmgw/postgres`. */
  readonly folder: string;
  /** PostgreSQL's data folder, mode 0700, of the account; it may not exist yet. */
  readonly data: string;
  readonly log: string;
  /** Who the server runs as; null: whoever runs us. */
  readonly account: Account | null;
  /** Where clients find the socket. */
  readonly socketFolder: string;
  /** The same, as the server is told: relative to the data folder, or absolute. */
  readonly socketSetting: string;
}

export const SOCKET_NAME = '.s.PGSQL.5432';
/** What the kernels take, without the zero at the end: 107 bytes on Linux, 103 on macOS. */
const MAX_SOCKET_PATH_BYTES = 103;
/** Not `os.tmpdir()`: two commands with different `TMPDIR` have to find each other. */
const SHORT_PARENT = '/tmp';

/**
 * Makes the folder where there is none and finds out what is where. Throws `E_IO` when it cannot be
 * used by us, `E_REFUSED` when the folder of the socket is somebody else's.
 */
export function openHome(wanted: string): Home {
  const folder = ownFolder(wanted);
  const data = join(folder, 'data');
  const account = chooseAccount(data);
  return { folder, data, log: join(folder, 'server.log'), account, ...placeSocket(data, account) };
}

/**
 * The version of PostgreSQL that made the data; null where there is none yet. Throws `E_IO` for a
 * folder that cannot be read, or that holds something else.
 */
export function readMajor(data: string): number | null {
  const major = readVersion(data);
  if (major !== null || isEmpty(data)) return major;
  // Data appears whole, and may have done so between the two looks.
  const appeared = readVersion(data);
  if (appeared !== null) return appeared;
  throw new LlmgwError('E_IO', 'the folder for the data of the private PostgreSQL holds no data', {
    where: data,
    hint: 'move what it holds to another place, or set DATABASE_URL',
  });
}

function readVersion(data: string): number | null {
  try {
    return Number.parseInt(readFileSync(join(data, 'PG_VERSION'), 'utf8'), 10);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null;
    throw folderFault(data, thrown);
  }
}

function isEmpty(data: string): boolean {
  try {
    return readdirSync(data).length === 0;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return true;
    throw folderFault(data, thrown);
  }
}

function ownFolder(wanted: string): string {
  try {
    mkdirSync(dirname(wanted), { recursive: true });
    makePrivate(wanted);
    const folder = realpathSync(wanted);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return folder;
  } catch (thrown) {
    throw folderFault(wanted, thrown);
  }
}

/** Says whether it was made now. */
function makePrivate(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

/** The cause is kept out: the message says it already. */
function folderFault(folder: string, thrown: unknown): LlmgwError {
  const hint =
    codeOf(thrown) === 'EACCES'
      ? `run as ${ownerOf(folder)}, start in a folder of your own, or set DATABASE_URL`
      : 'start in a folder that can be written to, or set DATABASE_URL';
  const what = `the folder of the private PostgreSQL cannot be used: ${messageOf(thrown)}`;
  return new LlmgwError('E_IO', what, { where: folder, hint });
}

function ownerOf(folder: string): string {
  try {
    return `its owner (uid ${statSync(folder).uid})`;
  } catch {
    return 'its owner';
  }
}

/**
 * In the data folder, which only the account may enter. Where that is too deep for the path of a
 * socket, in a short folder that is named after it.
 */
function placeSocket(
  data: string,
  account: Account | null,
): Pick<Home, 'socketFolder' | 'socketSetting'> {
  if (Buffer.byteLength(join(data, SOCKET_NAME)) <= MAX_SOCKET_PATH_BYTES) {
    return { socketFolder: data, socketSetting: '.' };
  }
  const uid = account?.uid ?? process.getuid?.() ?? 0;
  const hash = createHash('sha256').update(data).digest('hex').slice(0, 16);
  const folder = join(SHORT_PARENT, `llmgw-${uid}-${hash}`);
  if (makePrivate(folder) && account !== null) chownSync(folder, account.uid, account.gid);
  refuseForeign(folder, account, uid);
  return { socketFolder: folder, socketSetting: folder };
}

/** Everybody may write to /tmp: what is there already may have been laid for us. */
function refuseForeign(folder: string, account: Account | null, uid: number): void {
  const found = lstatSync(folder);
  const isPrivate = found.isDirectory() && (found.mode & 0o077) === 0;
  // Ours, from a run that ended before it could give it away.
  if (isPrivate && found.uid === 0 && account !== null) {
    chownSync(folder, account.uid, account.gid);
    return;
  }
  if (isPrivate && found.uid === uid) return;
  throw new LlmgwError('E_REFUSED', 'the folder for the socket belongs to somebody else', {
    where: folder,
    hint: `remove it (it must be a folder of uid ${uid} with mode 0700), or start in a folder with a shorter path`,
  });
}
