import type { Clock, TimerHandle } from '../core/clock.ts';
import { within } from '../core/service-fault.ts';
import type { Database } from '../db/database.ts';
import type { EntityDelta } from '../db/queries/spend-add-entities.ts';
import { readSpendLayout, type SpendLayout } from '../db/queries/spend-read-layout.ts';
import { QueryFault } from '../db/query-fault.ts';
import type { Logger } from '../telemetry/logger.ts';
import { Complaints } from './complaints.ts';
import type { SpendEvent } from './spend-event.ts';
import { SpendQueue, type QueuedBatch } from './spend-queue.ts';
import { encodeLine } from './spool-line.ts';
import { Spool, type SpoolOptions } from './spool.ts';
import { writeBatch } from './write-batch.ts';

/** What is in the database now. */
export interface Flushed {
  /** What it came to, by key, user, team… */
  readonly deltas: readonly EntityDelta[];
  /** The transaction after which rows show it, by `pg_current_xact_id()`. */
  readonly xid: number;
  /** The events were added to this writer; false: another process left them behind. */
  readonly own: boolean;
}

/** How spend is written. */
export interface SpendWriterOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where events wait that the database has not taken yet; null: in memory only. */
  readonly spool: Omit<SpoolOptions, 'clock'> | null;
  /**
   * Every event goes to the spool in the turn in which it is added, so that not even `kill -9` loses
   * it; false: only what does not fit into memory does. Default true.
   */
  readonly durable?: boolean;
  /** Default 10,000. */
  readonly flushEveryMs?: number;
  /** So many events are not kept waiting. Default 100. */
  readonly flushAtEvents?: number;
  /** Events of one transaction: they are laid out in one go, and requests wait meanwhile. Default 500. */
  readonly maxBatch?: number;
  /** Default 10,000. */
  readonly maxInMemory?: number;
  /** For what is left when the writer is closed. Default 5,000. */
  readonly closeTimeoutMs?: number;
  readonly onFlushed?: (flushed: Flushed) => void;
}

/** What happened so far; all but `pending`, `spooledBytes` and `lagMs` only grow. */
export interface SpendCounters {
  readonly added: number;
  /** Events that are in the database. */
  readonly written: number;
  /** Events that had been there before. */
  readonly duplicates: number;
  /** Attempts that came to nothing. */
  readonly failures: number;
  /** Events without room, in memory or in the spool: lost. */
  readonly dropped: number;
  /** Events that the database refuses; they are in `rejected.jsonl` of the spool. */
  readonly rejected: number;
  /** Lines of the spool that could not be read. */
  readonly damaged: number;
  readonly pending: number;
  readonly spooledBytes: number;
  /** Age of the oldest event that waits. */
  readonly lagMs: number;
}

/** A burst is let grow for so long before it is written. */
const GATHER_MS = 500;
const ADOPT_EVERY_MS = 60_000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;
/** Attempts, about three minutes, before rows are put aside of which none is taken. */
const PATIENCE = 10;

/**
 * Writes spend off the path of requests: each event once, whatever happens to the database or to
 * this process on the way.
 */
export class SpendWriter {
  readonly #options: SpendWriterOptions;
  readonly #clock: Clock;
  readonly #spool: Spool | null;
  readonly #queue: SpendQueue;
  readonly #complaints: Complaints;
  readonly #counts = { added: 0, written: 0, duplicates: 0, failures: 0, dropped: 0 };
  readonly #losses = { rejected: 0, damaged: 0 };
  #layout: SpendLayout | null = null;
  #flushing: Promise<void> | null = null;
  #timer: TimerHandle | null = null;
  #gathering: TimerHandle | null = null;
  #failuresInRow = 0;
  #adoptAt = 0;
  #state: 'idle' | 'running' | 'closed' = 'idle';

  /** Where the folder of the spool cannot be made, charges wait in memory only. */
  constructor(options: SpendWriterOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#complaints = new Complaints(options.clock, options.logger);
    this.#spool = this.#openSpool(options.spool);
    this.#queue = new SpendQueue({
      spool: this.#spool,
      writeAhead: options.durable ?? true,
      maxInMemory: options.maxInMemory ?? 10_000,
      maxBatch: options.maxBatch ?? 500,
      onSpoolFault: (thrown) => this.#complain('the spool of spend cannot be written', thrown),
    });
  }

  #openSpool(options: SpendWriterOptions['spool']): Spool | null {
    if (options === null) return null;
    try {
      return new Spool({ ...options, clock: this.#clock });
    } catch (thrown) {
      const message = 'the spool of spend cannot be made: what waits is lost with this process';
      this.#complaints.say(message, { folder: options.dir }, thrown);
      return null;
    }
  }

  get counters(): SpendCounters {
    const { oldestMs } = this.#queue;
    return {
      ...this.#counts,
      ...this.#losses,
      pending: this.#queue.size,
      spooledBytes: this.#spool?.bytes ?? 0,
      lagMs: oldestMs === null ? 0 : Math.max(0, this.#clock.wallMs() - oldestMs),
    };
  }

  /** Never waits and never throws. */
  add(event: SpendEvent): void {
    this.#counts.added += 1;
    if (!this.#queue.add(event, this.#clock.wallMs())) {
      this.#counts.dropped += 1;
      this.#complain('spend is lost: neither the database nor the spool takes it');
      return;
    }
    const enough = this.#options.flushAtEvents ?? 100;
    if (this.#queue.activeCount >= enough) this.#gather();
  }

  /** Writes regularly from now on, and what earlier processes left behind. */
  start(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'running';
    this.#tick(0);
  }

  /**
   * Writes what there is now. Resolves when that was done, or when it failed: then it is tried again
   * later. Never rejects.
   */
  async flush(): Promise<void> {
    const before = this.#flushing ?? Promise.resolve();
    const mine = before.then(async () => this.#flushAll());
    this.#flushing = mine;
    await mine;
    if (this.#flushing === mine) this.#flushing = null;
  }

  /** Writes the rest, in the given time; what remains stays in the spool for the next process. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#timer?.cancel();
    this.#gathering?.cancel();
    const timeoutMs = this.#options.closeTimeoutMs ?? 5_000;
    const expire = (): Error => new Error('no time left');
    await within({ clock: this.#clock, timeoutMs, expire }, this.flush()).catch(() => {});
    this.#release();
  }

  #release(): void {
    const { files, lost } = this.#queue.spillAll();
    this.#counts.dropped += lost;
    if (lost > 0) this.#complain('spend is lost: neither the database nor the spool takes it');
    if (files.length > 0) {
      this.#options.logger.warn({ files: files.length }, 'spend is left for the next start');
    }
    try {
      this.#spool?.release(files);
    } catch (thrown) {
      this.#complain('the spool of spend cannot be written', thrown);
    }
  }

  #tick(afterMs: number): void {
    if (this.#state !== 'running') return;
    this.#timer?.cancel();
    this.#timer = this.#clock.setTimer(afterMs, () => {
      void this.flush().then(() => this.#tick(this.#nextTickMs()));
    });
  }

  #nextTickMs(): number {
    if (this.#failuresInRow === 0) return this.#options.flushEveryMs ?? 10_000;
    return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failuresInRow - 1));
  }

  /** A database that is away is asked by the clock only, not by every event. */
  #gather(): void {
    if (this.#state !== 'running' || this.#gathering !== null || this.#failuresInRow > 0) return;
    this.#gathering = this.#clock.setTimer(GATHER_MS, () => {
      this.#gathering = null;
      if (this.#failuresInRow === 0) void this.flush();
    });
  }

  async #flushAll(): Promise<void> {
    this.#lookAround();
    this.#queue.seal();
    try {
      for (let batch = this.#queue.first(); batch !== null; batch = this.#queue.first()) {
        await this.#settle(batch);
      }
      this.#failuresInRow = 0;
    } catch (thrown) {
      this.#counts.failures += 1;
      this.#failuresInRow += 1;
      if (thrown instanceof QueryFault && thrown.kind === 'missing') this.#layout = null;
      this.#complain('spend waits for the database', thrown);
    }
  }

  /** Takes over what others left, and shows others that we live. */
  #lookAround(): void {
    const now = this.#clock.now();
    if (this.#spool === null) return;
    try {
      this.#queue.retrySpool();
      this.#spool.showLife();
      if (now < this.#adoptAt) return;
      this.#adoptAt = now + ADOPT_EVERY_MS;
      this.#queue.adopt(this.#spool.adopt(), this.#clock.wallMs());
    } catch (thrown) {
      this.#complain('the spool of spend cannot be read', thrown);
    }
  }

  /** Writes one batch; its file goes only when the database has it. */
  async #settle(batch: QueuedBatch): Promise<void> {
    const { events, damaged } = await this.#eventsOf(batch);
    const refused = await this.#write(events, batch.own);
    this.#judge(refused, events.length);
    this.#losses.damaged += damaged;
    this.#queue.settle(batch);
    if (batch.file === null || this.#spool === null) return;
    if (damaged > 0) this.#spool.setAside(batch.file);
    else this.#spool.remove(batch.file);
  }

  async #eventsOf({ events, file }: QueuedBatch): Promise<Pending> {
    if (events !== null || file === null || this.#spool === null) {
      return { events: events ?? [], damaged: 0 };
    }
    const read = await this.#spool.read(file);
    if (read.damaged > 0)
      this.#complain('the spool of spend is damaged', undefined, { file: file.path });
    return read;
  }

  /** Halves what the database refuses, until the events are found that it refuses. */
  async #write(events: readonly SpendEvent[], own: boolean): Promise<readonly Refusal[]> {
    if (events.length === 0) return [];
    try {
      await this.#writeOnce(events, own);
      return [];
    } catch (thrown) {
      if (!isAboutRows(thrown)) throw thrown;
      const [only, second] = events;
      if (only !== undefined && second === undefined) return [{ event: only, thrown }];
      const middle = Math.ceil(events.length / 2);
      const first = await this.#write(events.slice(0, middle), own);
      return [...first, ...(await this.#write(events.slice(middle), own))];
    }
  }

  /**
   * Some rows of many are at fault themselves. When all are refused it may be the tables that have
   * changed: that is waited for, a while.
   */
  #judge(refused: readonly Refusal[], of: number): void {
    const [first] = refused;
    if (first === undefined) return;
    if (refused.length === of && this.#failuresInRow < PATIENCE) {
      this.#layout = null;
      throw first.thrown;
    }
    for (const { event, thrown } of refused) this.#reject(event, thrown);
  }

  async #writeOnce(events: readonly SpendEvent[], own: boolean): Promise<void> {
    const { database } = this.#options;
    this.#layout ??= await readSpendLayout(database, database.schema);
    const context = { database, layout: this.#layout, nowMs: this.#clock.wallMs() };
    const { written, duplicates, deltas, xid } = await writeBatch(context, events);
    this.#counts.written += written;
    this.#counts.duplicates += duplicates;
    this.#tell({ deltas, own, xid });
  }

  /** What the listener does wrong must not look like a fault of the rows. */
  #tell(flushed: Flushed): void {
    try {
      this.#options.onFlushed?.(flushed);
    } catch (thrown) {
      this.#complain('what listens to written spend has failed', thrown);
    }
  }

  #reject(event: SpendEvent, thrown: unknown): void {
    this.#losses.rejected += 1;
    this.#complain('the database refuses a row of spend', thrown);
    if (this.#keepRejected(event)) return;
    this.#counts.dropped += 1;
    this.#complain('spend is lost: neither the database nor the spool takes it');
  }

  /** A disk that is full must not bring back the rows behind this one. */
  #keepRejected(event: SpendEvent): boolean {
    try {
      return this.#spool?.reject(encodeLine(event)) ?? false;
    } catch (thrown) {
      this.#complain('the spool of spend cannot be written', thrown);
      return false;
    }
  }

  #complain(message: string, thrown?: unknown, fields: Record<string, unknown> = {}): void {
    const { pending, dropped, rejected } = this.counters;
    this.#complaints.say(message, { pending, dropped, rejected, ...fields }, thrown);
  }
}

interface Refusal {
  readonly event: SpendEvent;
  readonly thrown: unknown;
}

interface Pending {
  readonly events: readonly SpendEvent[];
  readonly damaged: number;
}

/** Whether the values are at fault, and not the connection, a lock, or the shape of the database. */
function isAboutRows(thrown: unknown): boolean {
  if (thrown instanceof RangeError || thrown instanceof TypeError) return true;
  if (!(thrown instanceof QueryFault) || isPartitionMissing(thrown)) return false;
  return /^(22|23|54)/.test(thrown.sqlstate);
}

/** A partitioned spend log has no partition for that day yet: no check of its own is broken. */
function isPartitionMissing({ sqlstate, names }: QueryFault): boolean {
  return sqlstate === '23514' && names.constraint === null;
}
