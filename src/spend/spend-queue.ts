import type { SpendEvent } from './spend-event.ts';
import type { Spool, SpoolFile } from './spool.ts';
import { encodeLine } from './spool-line.ts';

/** Bounds of the queue. */
export interface QueueOptions {
  /** Where events are kept beside the memory; null: nowhere. */
  readonly spool: Spool | null;
  /** Every event goes to the spool at once, not only when memory is full. */
  readonly writeAhead: boolean;
  /** Most events in memory, but for one batch. */
  readonly maxInMemory: number;
  /** Most events of one batch. */
  readonly maxBatch: number;
  /** The spool cannot be written. */
  readonly onSpoolFault: (thrown: unknown) => void;
}

/** Events that are written together, and the file that holds the same ones. */
export interface QueuedBatch {
  /** Null when they are only in the file. */
  readonly events: readonly SpendEvent[] | null;
  readonly count: number;
  readonly file: SpoolFile | null;
  /** They came from this process, not from one that died. */
  readonly own: boolean;
}

interface Batch extends QueuedBatch {
  events: SpendEvent[] | null;
  count: number;
  file: SpoolFile | null;
  /** The file holds every event, or will at the end of this turn. */
  isFileWhole: boolean;
  /** `wallMs` of the first event. */
  readonly sinceMs: number;
}

/**
 * Events between their requests and the database, in batches. In the file of its batch an event is
 * safe from the death of the process as soon as the turn in which it was added is over.
 */
export class SpendQueue {
  readonly #options: QueueOptions;
  readonly #sealed: Batch[] = [];
  #active: Batch | null = null;
  #unwritten: string[] = [];
  #inMemory = 0;
  #size = 0;
  /** The spool took nothing the last time; asked again after `retrySpool`. */
  #isSpoolShut = false;
  #writeScheduled = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Events that wait, as far as they have been counted. */
  get size(): number {
    return this.#size;
  }

  /** Events of the batch that is being filled. */
  get activeCount(): number {
    return this.#active?.count ?? 0;
  }

  /** `wallMs` at which the oldest event came; null when none waits. */
  get oldestMs(): number | null {
    return this.#sealed[0]?.sinceMs ?? this.#active?.sinceMs ?? null;
  }

  /** False when neither memory nor the spool has room. */
  add(event: SpendEvent, nowMs: number): boolean {
    if (this.#inMemory >= this.#options.maxInMemory && !this.#makeRoom()) return false;
    this.#active ??= newBatch(nowMs);
    const active = this.#active;
    if (this.#options.writeAhead) this.#writeAhead(active, event);
    active.events?.push(event);
    active.count += 1;
    this.#inMemory += 1;
    this.#size += 1;
    if (active.count >= this.#options.maxBatch) this.seal();
    return true;
  }

  /** Closes the batch that is being filled, if there is anything in it. */
  seal(): void {
    if (this.#active === null) return;
    this.#writeLines();
    this.#sealed.push(this.#active);
    this.#active = null;
    this.#evict();
  }

  /** Batches that others left behind come first. */
  adopt(files: readonly SpoolFile[], nowMs: number): void {
    const batches = files.map((file) => ({ ...newBatch(nowMs), events: null, file, own: false }));
    this.#sealed.unshift(...batches);
  }

  /** The oldest batch that is closed; it stays until it is settled. */
  first(): QueuedBatch | null {
    return this.#sealed[0] ?? null;
  }

  /** The batch is done with, and its file too. */
  settle(batch: QueuedBatch): void {
    const at = this.#sealed.findIndex((one) => one === batch);
    if (at >= 0) this.#sealed.splice(at, 1);
    if (batch.events !== null) this.#inMemory -= batch.count;
    this.#size -= batch.count;
    this.#isSpoolShut = false;
  }

  /** The spool may take something again. */
  retrySpool(): void {
    this.#isSpoolShut = false;
  }

  /** Puts into files what is only in memory, and tells what waits in files and what in none. */
  spillAll(): { readonly files: readonly SpoolFile[]; readonly lost: number } {
    this.seal();
    for (const batch of this.#sealed) this.#save(batch);
    const lost = this.#sealed.filter((batch) => !isSaved(batch));
    return {
      files: this.#sealed.map(({ file }) => file).filter((file) => file !== null),
      lost: lost.reduce((sum, { count }) => sum + count, 0),
    };
  }

  #writeAhead(active: Batch, event: SpendEvent): void {
    const { spool } = this.#options;
    const line = spool === null || !active.isFileWhole ? null : encodeLine(event);
    if (line === null || spool === null || this.#isSpoolShut || !spool.hasRoom(line.length)) {
      active.isFileWhole = false;
      return;
    }
    this.#unwritten.push(line);
    this.#writeSoon();
  }

  /** All lines of one turn go out in one write. */
  #writeSoon(): void {
    if (this.#writeScheduled) return;
    this.#writeScheduled = true;
    setImmediate(() => {
      this.#writeScheduled = false;
      this.#writeLines();
    });
  }

  #writeLines(): void {
    const active = this.#active;
    if (active === null || this.#unwritten.length === 0) return;
    const lines = this.#unwritten.join('');
    this.#unwritten = [];
    this.#guard(active, (spool) => {
      active.file ??= spool.create();
      spool.append(lines);
    });
  }

  /** Writes out as much of the memory as is needed; false when it stays full. */
  #makeRoom(): boolean {
    if (this.#options.spool === null || this.#isSpoolShut) return false;
    this.seal();
    this.#evict((batch) => this.#save(batch));
    return this.#inMemory < this.#options.maxInMemory;
  }

  #save(batch: Batch): void {
    if (batch.events === null || isSaved(batch)) return;
    const lines = batch.events.map(encodeLine).join('');
    this.#guard(batch, (spool) => {
      if (!spool.hasRoom(lines.length)) {
        this.#isSpoolShut = true;
        return;
      }
      const file = spool.create();
      spool.append(lines);
      spool.finish();
      if (batch.file !== null) spool.remove(batch.file);
      batch.file = file;
      batch.isFileWhole = true;
    });
  }

  #guard(batch: Batch, write: (spool: Spool) => void): void {
    const { spool } = this.#options;
    if (spool === null) return;
    try {
      write(spool);
    } catch (thrown) {
      batch.isFileWhole = false;
      this.#isSpoolShut = true;
      this.#options.onSpoolFault(thrown);
    }
  }

  /** The youngest go first, the oldest are the next to be written. The first may be under way. */
  #evict(prepare?: (batch: Batch) => void): void {
    for (const batch of this.#sealed.slice(1).reverse()) {
      if (this.#inMemory < this.#options.maxInMemory) return;
      if (batch.events === null) continue;
      prepare?.(batch);
      if (!isSaved(batch)) continue;
      batch.events = null;
      this.#inMemory -= batch.count;
    }
  }
}

function isSaved({ file, isFileWhole }: Batch): boolean {
  return file !== null && isFileWhole;
}

function newBatch(nowMs: number): Batch {
  return { events: [], count: 0, file: null, isFileWhole: true, own: true, sinceMs: nowMs };
}
