import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';
import { isUnique, type SpendLayout } from './spend-read-layout.ts';

const TABLE = 'LiteLLM_SpendLogs';

/** The columns we fill, with the type their values are sent as. */
const COLUMN_TYPES = {
  request_id: 'text',
  call_type: 'text',
  api_key: 'text',
  spend: 'float8',
  total_tokens: 'int4',
  prompt_tokens: 'int4',
  completion_tokens: 'int4',
  startTime: 'timestamp',
  endTime: 'timestamp',
  completionStartTime: 'timestamp',
  request_duration_ms: 'int4',
  model: 'text',
  model_id: 'text',
  model_group: 'text',
  custom_llm_provider: 'text',
  api_base: 'text',
  user: 'text',
  metadata: 'jsonb',
  cache_hit: 'text',
  cache_key: 'text',
  request_tags: 'jsonb',
  team_id: 'text',
  organization_id: 'text',
  end_user: 'text',
  agent_id: 'text',
  requester_ip_address: 'text',
  session_id: 'text',
  status: 'text',
  litellm_call_id: 'text',
} as const;

type SpendLogColumn = keyof typeof COLUMN_TYPES;

interface ValueOf {
  readonly text: string | null;
  readonly float8: number;
  readonly int4: number;
  /** UTC, without zone: `2026-01-31T10:00:00.123`. */
  readonly timestamp: string | null;
  readonly jsonb: object;
}

/** One row of LiteLLM's spend log. Columns that are not here keep their defaults. */
export type SpendLogRow = {
  readonly [Column in SpendLogColumn]: ValueOf[(typeof COLUMN_TYPES)[Column]];
} & { readonly request_id: string; readonly startTime: string };

interface RequestId {
  readonly request_id: string;
}

/**
 * Adds rows to the spend log and gives the ids of those that were not there before. Must run in a
 * transaction: where ids are not unique by themselves (a partitioned table) a lock is held to its end.
 * The rows have ids that differ. Without the table all of them are new.
 */
export async function insertSpendLogs(
  tx: Queryable,
  layout: SpendLayout,
  rows: readonly SpendLogRow[],
): Promise<ReadonlySet<string>> {
  if (!layout.catalog.has(TABLE)) return new Set(rows.map((row) => row.request_id));
  const fresh = isUnique(layout, TABLE, ['request_id'])
    ? rows
    : await leaveOutKnown(tx, layout, rows);
  if (fresh.length === 0) return new Set();
  const { rows: inserted } = await tx.query<RequestId>(insert(layout, fresh));
  return new Set(inserted.map((row) => row.request_id));
}

function insert(
  { catalog }: SpendLayout,
  rows: readonly SpendLogRow[],
): { name: string; text: string; values: unknown[] } {
  const columns = columnNames().filter((column) => catalog.has(TABLE, column));
  const names = columns.map(quoteName).join(', ');
  const types = columns.map((column) => `${quoteName(column)} ${COLUMN_TYPES[column]}`).join(', ');
  // One document, not an array for each column: it costs us a third of the time to write.
  // In the order of the ids: two writers that replay the same rows wait for each other, and never both.
  return {
    name: 'insert-spend-logs',
    text: `
      INSERT INTO ${quoteTable(catalog.schema, TABLE)} (${names})
      SELECT ${names} FROM json_to_recordset($1) AS row (${types}) ORDER BY request_id
      ON CONFLICT DO NOTHING RETURNING request_id`,
    values: [JSON.stringify(rows)],
  };
}

/** The same event has the same start: only that stretch of time, and its partitions, is searched. */
async function leaveOutKnown(
  tx: Queryable,
  { catalog }: SpendLayout,
  rows: readonly SpendLogRow[],
): Promise<readonly SpendLogRow[]> {
  const table = quoteTable(catalog.schema, TABLE);
  await tx.query({
    name: 'lock-spend-logs',
    text: `SELECT pg_advisory_xact_lock(hashtext('llmgw'), hashtext($1))`,
    values: [table],
  });
  const starts = rows.map((row) => row.startTime).sort();
  const { rows: known } = await tx.query<RequestId>({
    name: 'find-spend-logs',
    text: `
      SELECT request_id FROM ${table}
       WHERE request_id = ANY($1::text[])
         AND "startTime" BETWEEN $2::timestamp AND $3::timestamp`,
    values: [rows.map((row) => row.request_id), starts[0], starts.at(-1)],
  });
  const ids = new Set(known.map((row) => row.request_id));
  return rows.filter((row) => !ids.has(row.request_id));
}

function columnNames(): SpendLogColumn[] {
  return Object.keys(COLUMN_TYPES).filter((name): name is SpendLogColumn => name in COLUMN_TYPES);
}
