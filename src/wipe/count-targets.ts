import type { Clock } from '../core/clock.ts';
import type { Queryable } from '../db/database.ts';
import { QueryFault } from '../db/query-fault.ts';
import { countRows, setLocal, withinLimit } from '../db/queries/wipe-count-rows.ts';

/** How long counting may take, in milliseconds. */
export interface CountLimits {
  readonly schema: string;
  readonly clock: Clock;
  readonly countTimeoutMs: number;
  /** For every other statement of the transaction. */
  readonly statementTimeoutMs: number;
  /** A statement that was cancelled for it is not taken for a slow one. */
  readonly signal: AbortSignal;
}

export interface Count {
  readonly rows: number;
  readonly estimated: boolean;
}

interface Countable {
  readonly name: string;
  readonly estimate: number;
}

/**
 * Counts exactly within the time given; beyond it, the large tables get the server's estimate and only
 * the others are counted. In a transaction.
 */
export async function countTargets(
  tx: Queryable,
  tables: readonly Countable[],
  limits: CountLimits,
): Promise<readonly Count[]> {
  const { schema, clock, countTimeoutMs, statementTimeoutMs, signal } = limits;
  const deadline = clock.now() + countTimeoutMs;
  let left = [...tables].sort((a, b) => a.estimate - b.estimate).map(({ name }) => name);
  const counts = new Map<string, number>();
  while (left.length > 0) {
    const names = left;
    // Half of the time that is left: the smaller tables are to have some too.
    const limitMs = (deadline - clock.now()) / 2;
    const counted = await withinLimit(tx, limitMs, async () => countRows(tx, schema, names));
    if (counted.ended) {
      names.forEach((name, at) => counts.set(name, counted.value[at] ?? 0));
      break;
    }
    if (!isTimeout(counted.fault) || signal.aborted) throw counted.fault;
    left = clock.now() >= deadline ? [] : names.slice(0, Math.floor(names.length / 2));
  }
  await setLocal(tx, { statement_timeout: String(statementTimeoutMs) });
  return tables.map(({ name, estimate }) => {
    const rows = counts.get(name);
    return rows === undefined ? { rows: estimate, estimated: true } : { rows, estimated: false };
  });
}

function isTimeout(fault: unknown): boolean {
  return fault instanceof QueryFault && fault.kind === 'timeout';
}
