import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
} from 'node:fs';
import { resolve } from 'node:path';
import type { SizeLimits } from '../check-options.ts';
import type { FoundFile, Reading } from './collected.ts';
import { decodeText } from './decode-text.ts';
import { systemCode } from './try-read.ts';

// A FIFO that took the place of the file meanwhile must not block the scan.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads one file below `cwd`. Links are only followed for files named on the command line. */
export function readFound(found: FoundFile, cwd: string, limits: SizeLimits): Reading {
  const { path, origin, isNamed } = found;
  const full = resolve(cwd, path);
  try {
    const link = isNamed ? null : lstatSync(full);
    if (link !== null && !link.isFile()) return skip(link);
    const fd = openSync(full, link === null ? FLAGS : FLAGS | constants.O_NOFOLLOW);
    try {
      return readOpened(found, fd, isNamed ? limits.named : limits.found);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'skipped', reason: 'gone' };
    if (code === 'ELOOP') return { kind: 'skipped', reason: 'symlink' };
    return { kind: 'unread', file: { path, mode: null, origin, reason: 'unreadable' } };
  }
}

/** A folder here is a submodule, or a repository inside this one: it is a project of its own. */
function skip(stats: Stats): Reading {
  if (stats.isDirectory()) return { kind: 'skipped', reason: 'gone' };
  return { kind: 'skipped', reason: stats.isSymbolicLink() ? 'symlink' : 'special' };
}

function readOpened({ path, origin }: FoundFile, fd: number, limit: number): Reading {
  const stats = fstatSync(fd);
  if (!stats.isFile()) return skip(stats);
  const mode = process.platform === 'win32' ? null : stats.mode & 0o7777;
  if (stats.size > limit) {
    return { kind: 'unread', file: { path, mode, origin, reason: 'too-large' } };
  }
  const decoded = decodeText(readAll(fd, stats.size));
  if (decoded === null) return { kind: 'unread', file: { path, mode, origin, reason: 'binary' } };
  return { kind: 'text', facts: { path, text: decoded.text, mode, origin } };
}

/** As many bytes as the file had when it was opened: one that grows is cut there. */
function readAll(fd: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (let read = 1; at < size && read > 0; at += read) {
    read = readSync(fd, bytes, at, size - at, null);
  }
  return bytes.subarray(0, at);
}
