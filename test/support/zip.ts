import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive, and what a hostile archive says of it instead. */
export interface TestZipFile {
  readonly path: string;
  readonly content: string | Buffer;
  readonly stored?: boolean;
  /** Unix mode, e.g. 0o120777 for a symbolic link. */
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  /** The size that is claimed. */
  readonly size?: number;
  readonly crc?: number;
  /** The local header lies at that of the file with this index. */
  readonly sharesWith?: number;
}

/** An archive as other programs write it, or as an attacker does. Written apart from the reader. */
export function makeZip(files: readonly TestZipFile[], comment = ''): Buffer {
  const chunks: Buffer[] = [];
  const central: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const file of files) {
    const { head, name, packed } = parts(file);
    const shared = file.sharesWith === undefined ? undefined : offsets[file.sharesWith];
    offsets.push(shared ?? at);
    if (shared === undefined) {
      const local = [Buffer.from('PK\u0003\u0004', 'latin1'), head, name, packed];
      chunks.push(...local);
      at += local.reduce((sum, { length }) => sum + length, 0);
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((file.mode ?? 0o100644) << 16) >>> 0, 6);
    tail.writeUInt32LE(shared ?? offsets.at(-1) ?? 0, 10);
    central.push(Buffer.from('PK\u0001\u0002\u0014\u0003', 'latin1'), head, tail, name);
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...chunks, directory, end, Buffer.from(comment)]);
}

function parts({ stored = false, flags = 0, ...file }: TestZipFile) {
  const content = Buffer.from(file.content);
  const packed = stored ? content : deflateRawSync(content);
  const name = Buffer.from(file.path);
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(flags, 2);
  head.writeUInt16LE(file.method ?? (stored ? 0 : 8), 4);
  head.writeUInt32LE(file.crc ?? crc32(content), 10);
  head.writeUInt32LE(packed.length, 14);
  head.writeUInt32LE(file.size ?? content.length, 18);
  head.writeUInt16LE(name.length, 22);
  return { head, name, packed };
}

/** A `SKILL.md`. */
export function skillMd(name: string, text = 'Do it well.'): string {
  return `---\nname: ${name}\ndescription: What ${name} is for.\n---\n${text}\n`;
}
