import { randomBytes } from 'node:crypto';
import type { Project } from '../project.ts';

const made = new WeakMap<Project, string>();

/** A new key of 256 bits, `sk-` in front as clients expect; the same one for all fixes of a scan. */
export function freshKey(project: Project): string {
  const key = made.get(project) ?? `sk-${randomBytes(32).toString('base64url')}`;
  made.set(project, key);
  return key;
}
