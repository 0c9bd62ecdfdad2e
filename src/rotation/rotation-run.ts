import type { Counts } from './counts.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { Stopped } from './stopped.ts';
import type { Target } from './target.ts';
import type { ColumnCounts, RotationInput, RotationPhase, RotationReport } from './types.ts';

const MODELS = 'LiteLLM_ProxyModelTable';

/** A run under way: what it was given, and what it has done so far. */
export class RotationRun {
  readonly input: RotationInput;
  readonly startedAt: number;
  readonly startedWallMs: number;
  /** What was done to each column. */
  readonly tallies = new Map<Target, Counts>();
  batches = 0;
  xid: string | null = null;
  maxLockMs = 0;
  rewriteMs = 0;
  /** UTF-8 bytes of values that were replaced: they stay in dead rows. */
  deadBytes = 0;
  /** A transaction that wrote was committed. */
  hasCommitted = false;
  /** The connection broke, and the run could do without it. */
  hasLostSession = false;
  backup: RotationReport['backup'] = null;
  verify: RotationReport['verify'] = null;
  #phaseAt: number;

  constructor(input: RotationInput) {
    this.input = { ...input, session: new OneAtATime(input.session) };
    this.startedAt = input.clock.now();
    this.startedWallMs = input.clock.wallMs();
    this.#phaseAt = this.startedAt;
  }

  get elapsedMs(): number {
    return this.input.clock.now() - this.startedAt;
  }

  phase(phase: RotationPhase): void {
    this.#phaseAt = this.input.clock.now();
    this.input.progress({ kind: 'phase', phase });
  }

  /** Tells how far a column is: rows and values done, rows in all as far as known. */
  tell({ entry }: Target, { rows, values }: Pick<Counts, 'rows' | 'values'>, total: number): void {
    this.input.progress({
      ...{ kind: 'rows', table: entry.table, done: rows, total: Math.max(rows, total), values },
      elapsedMs: this.input.clock.now() - this.#phaseAt,
    });
  }

  /** Called between pages. Throws `Stopped` when somebody wants an end, or the time is up. */
  check(): void {
    const { signal, options } = this.input;
    if (signal.aborted) {
      throw new Stopped({ outcome: 'interrupted', message: 'stopped on request' });
    }
    if (this.elapsedMs > options.maxDurationMs) {
      const seconds = Math.round(options.maxDurationMs / 1_000);
      throw new Stopped({
        outcome: 'failed',
        message: `it took longer than ${seconds} s`,
        next: ['allow more with --max-duration, or use --mode online'],
      });
    }
  }

  /** Waits on the clock of the run; ends early when somebody wants an end. */
  async pause(ms: number): Promise<void> {
    const { clock, signal } = this.input;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const stop = (): void => {
        timer.cancel();
        resolve();
      };
      const timer = clock.setTimer(ms, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  get columns(): ColumnCounts[] {
    return [...this.tallies].map(([{ entry }, counts]) => counts.of(entry.table, entry.column));
  }

  /** Everything that was done, summed up. */
  sum(of: (counts: Counts) => number): number {
    return [...this.tallies.values()].reduce((sum, counts) => sum + of(counts), 0);
  }

  get modelsDone(): number {
    const models = [...this.tallies].filter(([{ entry }]) => entry.table === MODELS);
    return Math.max(0, ...models.map(([, { rows }]) => rows));
  }
}

/** Rows of the models' table, in what was counted. */
export function countModels(columns: readonly ColumnCounts[]): number {
  return columns.find(({ table }) => table === MODELS)?.rows ?? 0;
}
