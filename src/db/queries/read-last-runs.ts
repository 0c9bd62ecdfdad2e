import type { Queryable } from '../database.ts';

/** The newest run of a command that left a line in the audit. */
export interface LastRun {
  readonly command: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** Of each command one, the newest first. Rejects where our schema is not there yet. */
export async function readLastRuns(db: Queryable): Promise<readonly LastRun[]> {
  const { rows } = await db.query<LastRun>({
    name: 'read-last-runs',
    text: `SELECT command, (extract(epoch FROM max(at)) * 1000)::float8 AS "atMs"
             FROM llmgw.audit GROUP BY command ORDER BY max(at) DESC LIMIT 5`,
    values: [],
  });
  return rows;
}
