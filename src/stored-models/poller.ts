import type { Clock, TimerHandle } from '../core/clock.ts';

/** What polling needs. */
export interface PollerParts<T> {
  /** Rejects when the database is away. */
  readonly load: () => Promise<T>;
  readonly everyMs?: number;
  readonly clock: Clock;
  /** Called when the content is another than before, and for the first. */
  readonly onChange: (loaded: T) => void | Promise<void>;
  /** Called with what a load, or `onChange`, failed with: what was there stays. */
  readonly onFault: (thrown: unknown) => void;
}

const EVERY_MS = 30_000;

/** Looks at intervals, and when told to, whether what the database configures has changed. */
export class StoredModelPoller<T extends { readonly hash: string }> {
  readonly #parts: PollerParts<T>;
  #hash: string | null = null;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #timer: TimerHandle | null = null;
  #stopped = true;

  constructor(parts: PollerParts<T>) {
    this.#parts = parts;
  }

  /** Looks now, and from then on at intervals. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    void this.#poll();
  }

  /**
   * Resolves when a look that began after the call has ended; never rejects. Callers at the same
   * time share one.
   */
  refresh(): Promise<void> {
    if (this.#running === null) return this.#look();
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.#look();
    });
    return this.#next;
  }

  /** No look begins any more; resolves when the one under way is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  async #poll(): Promise<void> {
    await this.refresh();
    if (this.#stopped) return;
    const { clock, everyMs = EVERY_MS } = this.#parts;
    this.#timer = clock.setTimer(everyMs, () => void this.#poll());
  }

  #look(): Promise<void> {
    this.#running = this.#lookOnce().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #lookOnce(): Promise<void> {
    const { load, onChange, onFault } = this.#parts;
    try {
      const loaded = await load();
      if (loaded.hash === this.#hash) return;
      await onChange(loaded);
      this.#hash = loaded.hash;
    } catch (thrown) {
      onFault(thrown);
    }
  }
}
