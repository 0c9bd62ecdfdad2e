import { createHash } from 'node:crypto';
import { closeSync, createReadStream, createWriteStream, fsyncSync, openSync } from 'node:fs';
import { createGunzip, createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import type { BackupFile } from './backup-manifest.ts';

const LEVEL = 3;

/** Writes lines into a gzip file that is not there yet, for nobody else to read; on disk when it resolves. */
export async function writeLines(
  path: string,
  name: string,
  lines: AsyncIterable<string>,
): Promise<BackupFile> {
  await pipeline(
    Readable.from(lines, { objectMode: true }),
    createGzip({ level: LEVEL }),
    createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
  );
  return { name, ...(await digestOf(path)) };
}

/** Size and SHA-256 of a file as it can be read back. */
export async function digestOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    hash.update(part);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** The lines of a gzip file, one after the other. Rejects when it is damaged. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const source = createReadStream(path);
  const plain = createGunzip();
  source.on('error', (fault) => plain.destroy(fault)).pipe(plain);
  // Not `readline`: it ends lines at U+2028 too, which may stand in a value.
  const decoder = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const chunk of plain) {
      const parts = (rest + decoder.write(Buffer.from(chunk))).split('\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
    if (rest !== '') yield rest;
  } finally {
    source.destroy();
  }
}

/** Waits until a file that another program wrote is on disk. */
export function syncFile(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
