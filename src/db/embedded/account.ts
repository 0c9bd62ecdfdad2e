import { readFileSync, statSync } from 'node:fs';

/** A user and group of the system, by their numbers. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: Account = { uid: 65_534, gid: 65_534 };
const PREFERRED = ['postgres', '_postgres', 'nobody'];

/**
 * Who the server runs as; null: whoever runs us. PostgreSQL refuses to run as root. Then it runs as
 * the owner of the data, so that a database somebody made without privileges stays theirs, else as
 * an account that has none.
 */
export function chooseAccount(dataFolder: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return unprivileged(readPasswd());
}

/** The first account without privileges that `/etc/passwd` lists; 65534 where it lists none. */
export function unprivileged(passwd: string): Account {
  const lines = passwd.split('\n').map((line) => line.split(':'));
  for (const wanted of PREFERRED) {
    const [, , uid, gid] = lines.find(([name]) => name === wanted) ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return NOBODY;
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}
