import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { decodeLines, type DecodedLines } from './spool-line.ts';
import {
  currentOwner,
  isRunning,
  ownerName,
  parseSpoolName,
  spoolFileName,
  type SpoolOwner,
} from './spool-owner.ts';

/** Where events are kept until the database has them. */
export interface SpoolOptions {
  /** Made when it is missing, for the owner alone. May be shared by several processes. */
  readonly dir: string;
  /** Most bytes of all files together. Default 1 GiB. */
  readonly maxBytes?: number;
  /** Most bytes of events that the database refuses. Default 64 MiB. */
  readonly maxRejectedBytes?: number;
  /** How long written lines may wait for the disk; null: for ever. Default 1,000. */
  readonly syncEveryMs?: number | null;
  readonly clock: Clock;
}

/** A file of the spool. */
export interface SpoolFile {
  readonly path: string;
  bytes: number;
}

/** Owners on other machines that have given no sign of life for so long are taken for dead. */
const SILENT_MS = 120_000;
const MEBIBYTE = 1_048_576;

/**
 * A folder of append-only files, one for each batch, of which each belongs to one process. A process
 * that has died leaves its files to the next one that looks. Every method throws the file system's
 * error.
 */
export class Spool {
  readonly #dir: string;
  readonly #maxBytes: number;
  readonly #maxRejectedBytes: number;
  readonly #syncEveryMs: number | null;
  readonly #clock: Clock;
  readonly #owner: SpoolOwner = currentOwner();
  #sequence = 0;
  #bytes = 0;
  #open: { readonly file: SpoolFile; readonly fd: number } | null = null;
  /** Files with lines that only the kernel has; those that are gone by then need no disk. */
  readonly #unsynced = new Set<SpoolFile>();

  constructor({ dir, maxBytes, maxRejectedBytes, syncEveryMs, clock }: SpoolOptions) {
    this.#dir = dir;
    this.#maxBytes = maxBytes ?? 1_024 * MEBIBYTE;
    this.#maxRejectedBytes = maxRejectedBytes ?? 64 * MEBIBYTE;
    this.#syncEveryMs = syncEveryMs === undefined ? 1_000 : syncEveryMs;
    this.#clock = clock;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }

  /** Bytes of the files that are ours. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether so much more fits. */
  hasRoom(bytes: number): boolean {
    return this.#bytes + bytes <= this.#maxBytes;
  }

  /** A new file; there is at most one that is written to. */
  create(): SpoolFile {
    this.finish();
    const path = this.#nextPath();
    const fd = openSync(path, 'ax', 0o600);
    const file = { path, bytes: 0 };
    this.#open = { file, fd };
    return file;
  }

  /**
   * Appends lines to the file of the last `create`. When it returns they outlive this process, and
   * soon the machine's power.
   */
  append(lines: string): void {
    if (this.#open === null) throw new RangeError('no file is open');
    const { fd, file } = this.#open;
    const bytes = Buffer.from(lines);
    for (let at = 0; at < bytes.length; at += writeSync(fd, bytes, at));
    file.bytes += bytes.length;
    this.#bytes += bytes.length;
    this.#syncSoon(file);
  }

  /** Closes the file that is written to. */
  finish(): void {
    if (this.#open === null) return;
    const { fd } = this.#open;
    this.#open = null;
    closeSync(fd);
  }

  /** The events of a file. */
  async read({ path }: SpoolFile): Promise<DecodedLines> {
    return decodeLines(await readFile(path, 'utf8'));
  }

  /** Its events are in the database. */
  remove(file: SpoolFile): void {
    if (this.#open?.file === file) this.finish();
    this.#unsynced.delete(file);
    rmSync(file.path, { force: true });
    this.#bytes -= file.bytes;
  }

  /** Puts a file aside for people to look at; it is not read again. */
  setAside(file: SpoolFile): void {
    renameSync(file.path, `${file.path}.damaged`);
    this.#bytes -= file.bytes;
  }

  /** Keeps an event that the database refuses, for people to look at; false when there are too many. */
  reject(line: string): boolean {
    const path = join(this.#dir, 'rejected.jsonl');
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size + Buffer.byteLength(line) > this.#maxRejectedBytes) return false;
    writeFileSync(path, line, { flag: 'a', mode: 0o600 });
    chmodSync(path, 0o600);
    return true;
  }

  /** Takes over the files of processes that are gone, oldest first. */
  adopt(): SpoolFile[] {
    const names = readdirSync(this.#dir).sort();
    this.#forgetDead(names);
    return names.map((name) => this.#adoptOne(name)).filter((file) => file !== null);
  }

  /** Tells other machines that we live. */
  showLife(): void {
    const path = this.#alivePath(this.#owner);
    const seconds = this.#clock.wallMs() / 1_000;
    writeFileSync(path, '', { flag: 'a', mode: 0o600 });
    utimesSync(path, seconds, seconds);
  }

  /** Gives up what is left, so that anybody may take it over at once. */
  release(files: readonly SpoolFile[]): void {
    this.finish();
    for (const { path } of files) {
      const name = parseSpoolName(path.slice(this.#dir.length + 1));
      if (name === null) continue;
      const released = { ...name, owner: { ...name.owner, pid: 0 } };
      renameSync(path, join(this.#dir, spoolFileName(released)));
    }
    rmSync(this.#alivePath(this.#owner), { force: true });
  }

  #adoptOne(name: string): SpoolFile | null {
    const found = parseSpoolName(name);
    if (found === null || !this.#isAbandoned(found.owner)) return null;
    const path = this.#nextPath();
    try {
      // Of several that try, one succeeds.
      renameSync(join(this.#dir, name), path);
      const { size } = statSync(path);
      this.#bytes += size;
      return { path, bytes: size };
    } catch {
      return null;
    }
  }

  /** Signs of life of those that have none. */
  #forgetDead(names: readonly string[]): void {
    for (const name of names.filter((one) => one.endsWith('.alive'))) {
      const found = parseSpoolName(name.replace(/\.alive$/, '-0000000000.spend'));
      if (found === null || !this.#isAbandoned(found.owner)) continue;
      rmSync(join(this.#dir, name), { force: true });
    }
  }

  #isAbandoned(owner: SpoolOwner): boolean {
    if (ownerName(owner) === ownerName(this.#owner)) return false;
    return isRunning(owner) === null ? this.#isSilent(owner) : isRunning(owner) === false;
  }

  #isSilent(owner: SpoolOwner): boolean {
    try {
      return this.#clock.wallMs() - statSync(this.#alivePath(owner)).mtimeMs > SILENT_MS;
    } catch {
      return true;
    }
  }

  #alivePath(owner: SpoolOwner): string {
    return join(this.#dir, `${ownerName(owner)}.alive`);
  }

  #nextPath(): string {
    this.#sequence += 1;
    return join(this.#dir, spoolFileName({ owner: this.#owner, sequence: this.#sequence }));
  }

  #syncSoon(file: SpoolFile): void {
    if (this.#syncEveryMs === null) return;
    this.#unsynced.add(file);
    if (this.#unsynced.size > 1) return;
    this.#clock.setTimer(this.#syncEveryMs, () => {
      const files = [...this.#unsynced];
      this.#unsynced.clear();
      void Promise.allSettled(files.map(async ({ path }) => sync(path)));
    });
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}
