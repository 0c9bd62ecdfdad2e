import { crc32, inflateRawSync } from 'node:zlib';
import { codeOf } from '../core/service-fault.ts';

/** A file in an archive. */
export interface ZipEntry {
  /** With `/` between its parts, relative, without `.` and `..`. */
  readonly path: string;
  /** Bytes, as the archive says. */
  readonly size: number;
}

/** What an archive may be; what is beyond is refused before anything is unpacked. */
export interface ZipBounds {
  readonly mostBytes: number;
  readonly mostFiles: number;
  readonly mostFileBytes: number;
  readonly mostUnpackedBytes: number;
  readonly mostDepth: number;
  /** Unpacked to packed bytes, of one file. */
  readonly mostRatio: number;
}

/** Bounds for skills. */
export const SKILL_ZIP_BOUNDS: ZipBounds = {
  mostBytes: 30 * 1_048_576,
  mostFiles: 500,
  mostFileBytes: 8 * 1_048_576,
  mostUnpackedBytes: 64 * 1_048_576,
  mostDepth: 8,
  mostRatio: 100,
};

/** An archive that is not one, or holds what must not be unpacked. The message ends a sentence. */
export class ZipFault extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'ZipFault';
  }
}

interface Member extends ZipEntry {
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly dataStart: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 0x1;
/** A share of the smallest files: packing them adds nothing worth a bound. */
const SMALL_BYTES = 65_536;

/**
 * A ZIP archive in memory. All names, sizes and places are checked when it is opened, and nothing is
 * unpacked but what `read` is asked for.
 */
export class ZipArchive {
  readonly #bytes: Buffer;
  readonly #members: ReadonlyMap<string, Member>;

  private constructor(bytes: Buffer, members: readonly Member[]) {
    this.#bytes = bytes;
    this.#members = new Map(members.map((member) => [member.path, member]));
  }

  /** Throws a `ZipFault`. */
  static open(bytes: Buffer, bounds: ZipBounds = SKILL_ZIP_BOUNDS): ZipArchive {
    if (bytes.length > bounds.mostBytes) throw new ZipFault('the archive is too large');
    try {
      const members = readMembers(bytes, bounds);
      checkTogether(members, bounds);
      return new ZipArchive(bytes, members);
    } catch (thrown) {
      // A place outside of the archive.
      if (/^ERR_(OUT_OF_RANGE|BUFFER_OUT_OF_BOUNDS)$/.test(codeOf(thrown))) throw cutOff();
      throw thrown;
    }
  }

  /** The files, in the order of the archive. Folders are none. */
  get entries(): readonly ZipEntry[] {
    return [...this.#members.values()];
  }

  /** The content of a file that `entries` names. Throws a `ZipFault`. */
  read(path: string, mostBytes: number): Buffer {
    const member = this.#members.get(path);
    if (member === undefined) throw new ZipFault('there is no such file in the archive');
    if (member.size > mostBytes) throw new ZipFault(`${path} is larger than ${mostBytes} bytes`);
    const packed = this.#bytes.subarray(member.dataStart, member.dataStart + member.packedSize);
    const content = member.method === STORED ? packed : inflate(packed, member);
    if (content.length !== member.size || crc32(content) !== member.crc) {
      throw new ZipFault(`${path} is damaged`);
    }
    return content;
  }
}

function inflate(packed: Buffer, { path, size }: Member): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw new ZipFault(`${path} is damaged`);
  }
}

function readMembers(bytes: Buffer, bounds: ZipBounds): Member[] {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (bytes.readUInt16LE(end + 8) !== count) throw new ZipFault('it is one part of several');
  if (count > bounds.mostFiles * 2) throw new ZipFault('it holds too many files');
  const members: Member[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (bytes.readUInt32LE(at) !== CENTRAL) throw new ZipFault('the archive is damaged');
    const nameLength = bytes.readUInt16LE(at + 28);
    const member = readMember(bytes, at, bounds);
    if (member !== null) members.push(member);
    const extra = bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    at += CENTRAL_BYTES + nameLength + extra;
  }
  return members;
}

/** The end record may be followed by a comment; the last one that fits counts. */
function findEnd(bytes: Buffer): number {
  const least = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= least; at -= 1) {
    const isEnd = bytes.readUInt32LE(at) === END;
    if (isEnd && at + END_BYTES + bytes.readUInt16LE(at + 20) === bytes.length) return at;
  }
  throw new ZipFault('it is not a ZIP archive');
}

/** Null for a folder. */
function readMember(bytes: Buffer, at: number, bounds: ZipBounds): Member | null {
  const name = sliceOf(bytes, at + CENTRAL_BYTES, bytes.readUInt16LE(at + 28)).toString('utf8');
  const path = checkPath(name, bounds);
  if (isLink(bytes.readUInt32LE(at + 38))) throw new ZipFault(`${path} is a link`);
  if (name.endsWith('/')) return null;
  const method = bytes.readUInt16LE(at + 10);
  if ((bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0) throw new ZipFault(`${path} is encrypted`);
  if (method !== STORED && method !== DEFLATED) {
    throw new ZipFault(`${path} is packed in a way that is not supported`);
  }
  const packedSize = bytes.readUInt32LE(at + 20);
  const size = bytes.readUInt32LE(at + 24);
  if (size > bounds.mostFileBytes) throw new ZipFault(`${path} is too large`);
  if (size > SMALL_BYTES && size > packedSize * bounds.mostRatio) {
    throw new ZipFault(`${path} unpacks to far more than it is`);
  }
  const dataStart = dataStartOf(bytes, bytes.readUInt32LE(at + 42));
  sliceOf(bytes, dataStart, packedSize);
  return { path, size, method, crc: bytes.readUInt32LE(at + 16), packedSize, dataStart };
}

function cutOff(): ZipFault {
  return new ZipFault('the archive is cut off or damaged');
}

function dataStartOf(bytes: Buffer, local: number): number {
  if (bytes.readUInt32LE(local) !== LOCAL) throw new ZipFault('the archive is damaged');
  return local + LOCAL_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
}

function sliceOf(bytes: Buffer, start: number, length: number): Buffer {
  if (start + length > bytes.length) throw cutOff();
  return bytes.subarray(start, start + length);
}

/** Unix keeps a file's kind in the upper half of the attributes. */
function isLink(attributes: number): boolean {
  return ((attributes >>> 16) & 0o170000) === 0o120000;
}

// oxlint-disable-next-line no-control-regex -- no name of a file that one can trust has them
const UNSAFE = /[\0-\x1f\x7f\\:]|\uFFFD/;

/** The name without a slash at its end. Throws for what leads out of the folder it is unpacked to. */
export function checkPath(name: string, { mostDepth }: ZipBounds = SKILL_ZIP_BOUNDS): string {
  const path = name.replace(/\/$/, '');
  const parts = path.split('/');
  const leadsOut = parts.some((part) => part === '' || part === '.' || part === '..');
  if (leadsOut || UNSAFE.test(path) || path.length > 1_024) {
    throw new ZipFault('it holds a file whose name leads elsewhere or cannot be used');
  }
  if (parts.length > mostDepth) throw new ZipFault(`folders are nested deeper than ${mostDepth}`);
  return path;
}

function checkTogether(members: readonly Member[], bounds: ZipBounds): void {
  if (members.length > bounds.mostFiles) throw new ZipFault('it holds too many files');
  const names = new Set(members.map(({ path }) => path.toLowerCase()));
  if (names.size < members.length) throw new ZipFault('it holds two files of one name');
  const unpacked = members.reduce((sum, { size }) => sum + size, 0);
  if (unpacked > bounds.mostUnpackedBytes) throw new ZipFault('it unpacks to too much');
  let free = 0;
  for (const { dataStart, packedSize } of [...members].sort((a, b) => a.dataStart - b.dataStart)) {
    // Files that share their bytes are how small archives become huge.
    if (dataStart < free) throw new ZipFault('files in it overlap');
    free = dataStart + packedSize;
  }
}
