import type { Queryable } from '../database.ts';

/** One run of `ingest-state` on one host. */
export interface RunRecord {
  readonly runId: string;
  readonly host: string;
  readonly trigger: 'cron' | 'manual';
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly status: 'ok' | 'partial' | 'failed';
  readonly toolVersion: string;
  /** SHA-256 over all that is true of the host, in hexadecimal: equal means nothing changed. */
  readonly rootHash: string | null;
  readonly stats: unknown;
}

/** Notes a run. */
export async function insertRun(db: Queryable, run: RunRecord): Promise<void> {
  await db.query({
    name: 'infra-insert-run',
    text: `
      INSERT INTO llmgw.infra_runs
        (run_id, host, trigger, started_at, finished_at, status, tool_version, root_hash, stats)
      VALUES ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), $9)`,
    values: [
      ...[run.runId, run.host, run.trigger, run.startedAt, run.finishedAt, run.status],
      ...[run.toolVersion, run.rootHash, JSON.stringify(run.stats)],
    ],
  });
}

/** How one collector of a run ended. */
export interface CollectorRecord {
  readonly collector: string;
  readonly status: string;
  readonly observedAt: Date;
  readonly durationMs: number;
  readonly entities: number;
  readonly redactions: number;
  readonly error: string | null;
}

/** Notes how the collectors of a run ended, and how fresh that makes what they say. */
export async function insertRunCollectors(
  db: Queryable,
  { runId, host }: { readonly runId: string; readonly host: string },
  collectors: readonly CollectorRecord[],
): Promise<void> {
  const rows = JSON.stringify(collectors);
  const record = `(collector text, status text, "observedAt" timestamptz, "durationMs" int,
                   entities int, redactions int, error text)`;
  await db.query({
    name: 'infra-insert-run-collectors',
    text: `
      INSERT INTO llmgw.infra_run_collectors
        (run_id, collector, status, observed_at, duration_ms, entities, redactions, error)
      SELECT $1, x.* FROM jsonb_to_recordset($2) AS x ${record}`,
    values: [runId, rows],
  });
  await db.query({
    name: 'infra-upsert-freshness',
    text: `
      INSERT INTO llmgw.infra_freshness AS f
        (host, collector, last_ok, last_try, last_status, last_error, unavailable_runs)
      SELECT $1, x.collector, CASE WHEN x.status IN ('ok', 'partial') THEN x."observedAt" END,
             x."observedAt", x.status, x.error, (x.status = 'unavailable')::int
        FROM jsonb_to_recordset($2) AS x ${record}
      ON CONFLICT (host, collector) DO UPDATE SET
        last_ok = coalesce(EXCLUDED.last_ok, f.last_ok),
        last_try = EXCLUDED.last_try,
        last_status = EXCLUDED.last_status,
        last_error = EXCLUDED.last_error,
        unavailable_runs = CASE WHEN EXCLUDED.unavailable_runs = 0 THEN 0
                                ELSE f.unavailable_runs + 1 END`,
    values: [host, rows],
  });
}

/** How many runs on a host in a row were not `ok`, up to the newest; at most 1,000. */
export async function countFailedRuns(db: Queryable, host: string): Promise<number> {
  const { rows } = await db.query<{ failed: number }>({
    name: 'infra-count-failed-runs',
    text: `
      SELECT count(*) AS failed
        FROM (SELECT status, started_at FROM llmgw.infra_runs
               WHERE host = $1 ORDER BY started_at DESC LIMIT 1000) newest
       WHERE started_at > coalesce(
         (SELECT max(started_at) FROM llmgw.infra_runs WHERE host = $1 AND status = 'ok'), '-infinity')`,
    values: [host],
  });
  return rows[0]?.failed ?? 0;
}
