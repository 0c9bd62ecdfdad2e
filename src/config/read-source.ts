import { readFileSync, statSync } from 'node:fs';
import type { Position } from '../diagnostics/finding.ts';
import { messageOf } from '../core/errors.ts';
import type { FindingName } from './finding-codes.ts';
import type { FindingLog } from './finding-log.ts';
import type { SourceFile } from './types.ts';

/** A larger file is a mistake: five thousand models fit. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** Gives the text of a file or throws as `node:fs` does. */
export type ReadFile = (path: string) => string;

/** Reads UTF-8 from the disk; refuses what is too large before reading it. */
export const readFileFromDisk: ReadFile = (path) => {
  if (statSync(path).size > MAX_FILE_BYTES) throw Object.assign(new Error(), { code: 'EFBIG' });
  return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
};

/** What is needed to read a file and to say where it was asked for. */
export interface ReadRequest {
  readonly path: string;
  readonly readFile: ReadFile;
  readonly log: FindingLog;
  /** The line of `include:` that names the file; none for the main file. */
  readonly askedAt?: Position;
}

/** The text of a file, or null with the reason in the log. */
export function readSource({ path, readFile, log, askedAt }: ReadRequest): SourceFile | null {
  const place = askedAt === undefined ? {} : { position: askedAt };
  try {
    const text = readFile(path);
    if (Buffer.byteLength(text) <= MAX_FILE_BYTES) return { path, text };
    log.add('file-too-large', { ...describeFault('EFBIG', path), ...place });
  } catch (error) {
    const code = errorCode(error);
    const name = FAULT_NAMES[code] ?? 'file-unreadable';
    log.add(name, { ...describeFault(code, path, error), ...place });
  }
  return null;
}

const FAULT_NAMES: Readonly<Record<string, FindingName>> = {
  ENOENT: 'file-missing',
  ENOTDIR: 'file-missing',
  EFBIG: 'file-too-large',
};

function describeFault(code: string, path: string, error?: unknown) {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { message: `\`${path}\` does not exist`, help: 'check the path' };
    case 'EFBIG':
      return { message: `\`${path}\` is larger than 1 MiB`, help: 'split it with `include:`' };
    case 'EISDIR':
      return { message: `\`${path}\` is a folder`, help: 'name the file in it' };
    case 'EACCES':
    case 'EPERM':
      return { message: `\`${path}\` may not be read by this user`, help: `chmod or chown it` };
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return { message: `\`${path}\` is not UTF-8 text`, help: 'save it as UTF-8' };
    default:
      return { message: `\`${path}\` cannot be read: ${messageOf(error)}` };
  }
}

function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : '';
}
