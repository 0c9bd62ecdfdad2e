import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { codeOf } from '../../src/core/service-fault.ts';

/** A block of a result that is no text. */
export interface Media {
  readonly mimeType: string;
  /** Base64. */
  readonly data: string;
}

/** Where media go; null: nowhere, they are only named. */
export type SaveMedia = (media: Media) => string;

const ENDINGS: Readonly<Partial<Record<string, string>>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'application/pdf': 'pdf',
  'application/json': 'json',
  'application/gzip': 'gz',
  'application/zip': 'zip',
  'text/plain': 'txt',
};

/**
 * Writes media into a folder, and gives their paths. The names are ours: what a server calls its files is only
 * shown. No file is written over.
 */
export function mediaSaver(
  folder: string | null,
  { cwd, tool }: { readonly cwd: string; readonly tool: string },
): SaveMedia {
  let count = 0;
  const stem = tool.replaceAll(/[^\w-]/g, '_').slice(0, 60);
  return ({ mimeType, data }) => {
    const bytes = Buffer.from(data, 'base64');
    if (folder === null) return `[${mimeType} ${sizeWords(bytes.length)}]`;
    const ending = ENDINGS[mimeType.split(';')[0]?.trim().toLowerCase() ?? ''] ?? 'bin';
    for (;;) {
      count += 1;
      const path = join(resolve(cwd, folder), `${stem}-${count}.${ending}`);
      if (write(path, bytes)) return path;
    }
  };
}

/** Whether the name was free: of a file, and of a link, which is not followed wherever it leads. */
function write(path: string, bytes: Buffer): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes, { flag: 'wx' });
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST' && isFolder(dirname(path))) return false;
    throw new LlmgwError('E_IO', `cannot save a part of the result: ${messageOf(cause)}`, {
      where: path,
      hint: 'name another folder with --save-dir',
      cause,
    });
  }
}

/** What is to be the folder and is a file is `EEXIST` too, and stays so. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function sizeWords(bytes: number): string {
  return bytes < 1_024 ? `${bytes} B` : `${Math.ceil(bytes / 1_024)} kB`;
}
