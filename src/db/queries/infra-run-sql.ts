import type { Database } from '../database.ts';

/** A statement that passed the guard. */
export interface GuardedSql {
  readonly text: string;
  /** What `$1`, `$2`… stand for. */
  readonly params: readonly string[];
  readonly limit: number;
  readonly timeoutMs: number;
}

/**
 * Runs somebody's SELECT: read-only, within a time, with only our own schema to be seen; gives one row
 * more than `limit` when there are more. The text must have passed `guardSql`: these bounds hold on
 * their own, but none of them alone. Rejects with a `QueryFault` when PostgreSQL does not like it.
 */
export async function runGuardedSql(
  database: Database,
  { text, params, limit, timeoutMs }: GuardedSql,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return database.session(
    async (session) => {
      await session.begin({ readOnly: true });
      await session.query({
        name: 'infra-bound-sql',
        text: `SELECT set_config('search_path', 'pg_catalog, llmgw', true),
                      set_config('standard_conforming_strings', 'on', true)`,
      });
      const { rows } = await session.query({
        name: 'infra-run-sql',
        // A parameter of our own makes the driver use the protocol that takes one statement only; the
        // line break ends a comment of theirs.
        text: `SELECT * FROM (${text}\n) AS guarded LIMIT $${params.length + 1}`,
        values: [...params, limit + 1],
      });
      return rows;
    },
    { applicationName: 'llmgw query-infra', statementTimeoutMs: timeoutMs, lockTimeoutMs: 1_000 },
  );
}
