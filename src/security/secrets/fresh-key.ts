import { randomBytes } from 'node:crypto';
import type { Project } from '../project.ts';

const keys = new WeakMap<Project, string>();
const passwords = new WeakMap<Project, string>();

/** A new key of 256 bits, `sk-` in front as clients expect; the same one for all fixes of a scan. */
export function freshKey(project: Project): string {
  const key = keys.get(project) ?? `sk-${randomBytes(32).toString('base64url')}`;
  keys.set(project, key);
  return key;
}

/** A new password of 144 bits; the same one for all fixes of a scan. */
export function freshPassword(project: Project): string {
  const password = passwords.get(project) ?? randomBytes(18).toString('base64url');
  passwords.set(project, password);
  return password;
}
