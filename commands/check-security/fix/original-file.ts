import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { decodeText } from '../collect/decode-text.ts';
import { tryRead } from '../collect/try-read.ts';

/** A file as it lies on the disk, fit to be edited. */
export interface OriginalFile {
  /** Where it really is, links followed. */
  readonly target: string;
  readonly text: string;
  readonly mark: 'none' | 'utf8';
  readonly mode: number | null;
}

/**
 * Reads what an edit would change. A file that is not there is an empty one; null: it is binary, not
 * UTF-8, or cannot be read, and so is not edited.
 */
export function readOriginal(cwd: string, path: string): OriginalFile | null {
  const full = resolve(cwd, path);
  if (tryRead(() => lstatSync(full)) === null) {
    return { target: full, text: '', mark: 'none', mode: null };
  }
  const target = tryRead(() => realpathSync(full));
  if (target === null) return null;
  const stats = tryRead(() => lstatSync(target));
  if (stats?.isFile() !== true) return null;
  const bytes = tryRead(() => readFileSync(target));
  const decoded = bytes === null ? null : decodeText(bytes);
  if (decoded?.isFaithful !== true) return null;
  return { target, text: decoded.text, mark: decoded.mark, mode: stats.mode & 0o7777 };
}

/** Whether a path is a link, also one that leads nowhere. */
export function isLink(cwd: string, path: string): boolean {
  return tryRead(() => lstatSync(resolve(cwd, path)))?.isSymbolicLink() === true;
}
