import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { LlmgwError } from '../../src/core/errors.ts';
import { codeOf } from '../../src/core/service-fault.ts';
import type { BackupRow, BackupWriter, DatabaseIdentity } from '../../src/rotation/types.ts';

/** What a backup says about itself, besides its counts. */
export interface BackupLabel {
  readonly runId: string;
  readonly createdAt: string;
  /** `host:port/database`. */
  readonly where: string;
  /** Names of the keys, not the keys: the values open with the old ones. */
  readonly kids: { readonly old: readonly string[]; readonly next: string | null };
}

/** A sealed backup. */
export interface SealedBackup {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

const FILE = 'values.jsonl.gz';
const MANIFEST = 'manifest.json';
const BLOCK_BYTES = 256 * 1_024;
const FAST = { level: 1 };

/**
 * Old values on disk before they are overwritten: a line of JSON each, gzip, for nobody else to read.
 * The file is a row of gzip members, so that what was sealed stays readable whatever comes after. Made
 * when the first value comes; throws `E_IO` when there is no room for it.
 */
export class BackupFile implements BackupWriter {
  readonly folder: string;
  readonly #label: BackupLabel;
  readonly #counts = new Map<string, number>();
  readonly #hash = createHash('sha256');
  #lines: string[] = [];
  #pending = 0;
  #fd: number | null = null;
  #bytes = 0;
  #rows = 0;
  /** Lengths of the members that were written and not yet read back. */
  #unread: number[] = [];
  readonly #readBack: Hash = createHash('sha256');
  #readRows = 0;
  #identity: DatabaseIdentity | null = null;

  constructor(folder: string, label: BackupLabel) {
    this.folder = folder;
    this.#label = label;
  }

  /** Where the values are. */
  get path(): string {
    return join(this.folder, FILE);
  }

  add(row: BackupRow): void {
    const { table, column, pk, old } = row;
    const line = `${JSON.stringify({ table, column, pk, old })}\n`;
    this.#lines.push(line);
    this.#pending += line.length;
    const place = `${table}.${column}`;
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + 1);
    this.#rows += 1;
    if (this.#pending >= BLOCK_BYTES) this.#onDisk(() => this.#writeBlock());
  }

  async seal(): Promise<SealedBackup> {
    const fd = this.#onDisk(() => {
      this.#writeBlock();
      const opened = this.#open();
      fsyncSync(opened);
      return opened;
    });
    await this.#compare(fd);
    this.#onDisk(() => this.#writeManifest());
    return { path: this.path, sha256: this.#digest(), bytes: this.#bytes };
  }

  /** Says in the manifest which database it was; does nothing where nothing was kept. */
  identify(identity: DatabaseIdentity): void {
    this.#identity = identity;
    if (this.#fd !== null) this.#onDisk(() => this.#writeManifest());
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  #open(): number {
    if (this.#fd !== null) return this.#fd;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.#fd = openSync(this.path, 'wx+', 0o600);
    return this.#fd;
  }

  #writeBlock(): void {
    if (this.#lines.length === 0 && this.#fd !== null) return;
    const member = gzipSync(this.#lines.join(''), FAST);
    const fd = this.#open();
    for (let at = 0; at < member.length;) at += writeSync(fd, member, at);
    this.#hash.update(member);
    this.#bytes += member.length;
    this.#unread.push(member.length);
    this.#lines = [];
    this.#pending = 0;
  }

  /** What was written since the last time is there, whole and in order. */
  async #compare(fd: number): Promise<void> {
    let at = this.#bytes - this.#unread.reduce((sum, length) => sum + length, 0);
    for (const length of this.#unread) {
      const member = this.#onDisk(() => readExactly(fd, length, at));
      this.#readBack.update(member);
      this.#readRows += countLines(member);
      at += length;
      await nextTurn();
    }
    this.#unread = [];
    if (this.#readRows === this.#rows && this.#readBack.copy().digest('hex') === this.#digest()) {
      return;
    }
    throw new LlmgwError('E_IO', 'the backup does not read as it was written', {
      where: this.path,
      hint: 'check the disk, or keep the backup elsewhere with --backup',
    });
  }

  #digest(): string {
    return this.#hash.copy().digest('hex');
  }

  #writeManifest(): void {
    const columns = [...this.#counts].map(([place, rows]) => ({ place, rows }));
    const manifest = {
      schema: 'llmgw.reencrypt-backup/v1',
      ...this.#label,
      database: this.#identity,
      file: FILE,
      sha256: this.#digest(),
      bytes: this.#bytes,
      rows: this.#rows,
      columns,
    };
    const path = join(this.folder, MANIFEST);
    writeDurably(`${path}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
    renameSync(`${path}.new`, path);
    syncFolder(this.folder);
    syncFolder(dirname(this.folder));
  }

  #onDisk<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof LlmgwError) throw cause;
      throw new LlmgwError('E_IO', `the backup cannot be written: ${codeOf(cause) || 'unknown'}`, {
        where: this.folder,
        hint: 'make room, or keep the backup elsewhere with --backup',
      });
    }
  }
}

function readExactly(fd: number, length: number, position: number): Buffer {
  const buffer = Buffer.alloc(length);
  let at = 0;
  while (at < length) {
    const read = readSync(fd, buffer, at, length - at, position + at);
    if (read === 0) break;
    at += read;
  }
  return buffer.subarray(0, at);
}

/** A member that cannot be unpacked holds no line: the counts then differ. */
function countLines(member: Buffer): number {
  try {
    const text = gunzipSync(member);
    let lines = 0;
    for (let at = text.indexOf(10); at !== -1; at = text.indexOf(10, at + 1)) lines += 1;
    return lines;
  } catch {
    return 0;
  }
}

function writeDurably(path: string, content: string): void {
  const fd = openSync(path, 'w', 0o600);
  try {
    writeFileSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
