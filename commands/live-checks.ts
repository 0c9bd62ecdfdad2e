import type { Clock } from '../src/core/clock.ts';
import { messageOf } from '../src/core/errors.ts';
import type { LiveCheck } from '../src/diagnostics/report.ts';

/** Something outside that can be asked whether it is there. */
export interface LiveTask {
  readonly check: string;
  /** Without user and password. */
  readonly target: string;
  /** Never rejects in earnest: what it throws becomes `protocol`. */
  ask(timeoutMs: number): Promise<LiveOutcome>;
}

/** What came of it. */
export type LiveOutcome = Pick<LiveCheck, 'status' | 'detail' | 'hint'>;

/** How many at a time, and for how long. */
export interface LiveLimits {
  readonly clock: Clock;
  readonly atOnce: number;
  /** For one. */
  readonly timeoutMs: number;
  /** For all of them: what has not begun by then is not asked. */
  readonly totalMs: number;
}

/** The usual ones. */
export const LIVE_LIMITS = { atOnce: 16, timeoutMs: 3_000, totalMs: 15_000 } as const;

/** Asks all of them, some at a time; the answers stand in the order of the tasks. */
export async function runLiveChecks(
  tasks: readonly LiveTask[],
  limits: LiveLimits,
): Promise<readonly LiveCheck[]> {
  const { clock, atOnce, totalMs } = limits;
  const startedAt = clock.now();
  const results: LiveCheck[] = [];
  const waiting = tasks.entries();
  const worker = async (): Promise<void> => {
    for (const [at, task] of waiting) {
      const left = totalMs - (clock.now() - startedAt);
      results[at] = left > 0 ? await ask(task, limits) : tooLate(task);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, worker));
  return results;
}

async function ask(task: LiveTask, { clock, timeoutMs }: LiveLimits): Promise<LiveCheck> {
  const startedAt = clock.now();
  const { check, target } = task;
  const outcome = await task
    .ask(timeoutMs)
    .catch((thrown: unknown): LiveOutcome => ({ status: 'protocol', detail: messageOf(thrown) }));
  return { check, target, ms: Math.round(clock.now() - startedAt), ...outcome };
}

function tooLate({ check, target }: LiveTask): LiveCheck {
  return { check, target, ms: 0, status: 'skipped', detail: 'no time was left for it' };
}
