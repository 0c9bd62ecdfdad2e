import { crc32 } from 'node:zlib';

/** A file to be put into an archive. */
export interface ZipSource {
  readonly path: string;
  readonly content: Buffer;
}

const VERSION = 20;
/** Names are UTF-8. */
const UTF8 = 0x800;
/** 1 January 1980, midnight: the same files give the same archive. */
const DATE = 0x21;

/** An archive of files, not compressed: it holds nobody up for long. */
export function writeZip(files: readonly ZipSource[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content } of files) {
    const name = Buffer.from(path);
    const common = describe(name, content);
    const local = Buffer.concat([word32(0x04034b50), common, name]);
    parts.push(local, content);
    const central = [word32(0x02014b50), word16(VERSION), common, Buffer.alloc(10), word32(offset)];
    directory.push(Buffer.concat([...central, name]));
    offset += local.length + content.length;
  }
  const table = Buffer.concat(directory);
  const count = word16(files.length);
  const end = [word32(0x06054b50), Buffer.alloc(4), count, count, word32(table.length)];
  return Buffer.concat([...parts, table, ...end, word32(offset), word16(0)]);
}

/** What both headers of a file share: version, flags, method, time, date, CRC, sizes, lengths. */
function describe(name: Buffer, content: Buffer): Buffer {
  return Buffer.concat([
    ...[VERSION, UTF8, 0, 0, DATE].map(word16),
    ...[crc32(content), content.length, content.length].map(word32),
    ...[name.length, 0].map(word16),
  ]);
}

function word16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function word32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
