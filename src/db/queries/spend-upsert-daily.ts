import { randomUUID } from 'node:crypto';
import type { Queryable, Statement } from '../database.ts';
import { quoteTable } from '../identifier.ts';
import { isUnique, type SpendLayout } from './spend-read-layout.ts';

/** Whose day a row tells of; `global` is everybody's, in a table that newer versions have. */
export type DailyTarget =
  'user' | 'team' | 'organization' | 'end_user' | 'agent' | 'tag' | 'global';

/** One line of a daily table: what is added to it. Texts that are not known are empty. */
export interface DailyRow {
  readonly target: DailyTarget;
  /** User, team, tag…; empty for `global`. */
  readonly entityId: string;
  /** `2026-01-31`, UTC. */
  readonly date: string;
  readonly apiKey: string;
  readonly model: string;
  readonly modelGroup: string;
  readonly provider: string;
  readonly endpoint: string;
  /** One of the requests counted here. */
  readonly requestId: string;
  readonly counts: DailyCounts;
}

/** The counters of a line, by their columns. */
export interface DailyCounts {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation_input_tokens: number;
  /** US dollars. */
  readonly spend: number;
  readonly api_requests: number;
  readonly successful_requests: number;
  readonly failed_requests: number;
  readonly total_response_time_ms: number;
  readonly timed_requests: number;
}

interface DailyTable {
  readonly table: string;
  readonly entity: string | null;
}

const TABLES: Readonly<Record<DailyTarget, DailyTable>> = {
  user: { table: 'LiteLLM_DailyUserSpend', entity: 'user_id' },
  team: { table: 'LiteLLM_DailyTeamSpend', entity: 'team_id' },
  organization: { table: 'LiteLLM_DailyOrganizationSpend', entity: 'organization_id' },
  end_user: { table: 'LiteLLM_DailyEndUserSpend', entity: 'end_user_id' },
  agent: { table: 'LiteLLM_DailyAgentSpend', entity: 'agent_id' },
  tag: { table: 'LiteLLM_DailyTagSpend', entity: 'tag' },
  global: { table: 'LiteLLM_DailyGlobalSpend', entity: null },
};

/** The columns a line is found by, besides the entity; those an old version lacks are left out. */
const KEY_VALUES: Readonly<Record<string, (row: DailyRow) => string>> = {
  date: ({ date }) => date,
  api_key: ({ apiKey }) => apiKey,
  model: ({ model }) => model,
  custom_llm_provider: ({ provider }) => provider,
  // NULL is never equal to itself: the line would be made again and again.
  mcp_namespaced_tool_name: () => '',
  endpoint: ({ endpoint }) => endpoint,
};

const COUNTERS = [
  'prompt_tokens',
  'completion_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
  'spend',
  'api_requests',
  'successful_requests',
  'failed_requests',
  'total_response_time_ms',
  'timed_requests',
] as const satisfies readonly (keyof DailyCounts)[];

/** One column of the statement. */
interface Field {
  readonly column: string;
  readonly type: 'text' | 'float8' | 'int8' | 'timestamp';
  readonly value: (row: DailyRow) => string | number;
}

/** Adds to the daily tables that exist, in their fixed order. At most one row for a line. */
export async function upsertDailySpend(
  tx: Queryable,
  layout: SpendLayout,
  rows: readonly DailyRow[],
  nowMs: number,
): Promise<void> {
  for (const [target, table] of Object.entries(TABLES)) {
    const mine = rows.filter((row) => row.target === target);
    if (mine.length === 0 || !layout.catalog.has(table.table, 'date')) continue;
    await tx.query(upsert({ layout, table, rows: mine, nowMs }));
  }
}

interface Upsert {
  readonly layout: SpendLayout;
  readonly table: DailyTable;
  readonly rows: readonly DailyRow[];
  readonly nowMs: number;
}

function upsert({ layout, table: { table, entity }, rows, nowMs }: Upsert): Statement {
  const isThere = ({ column }: Field): boolean => layout.catalog.has(table, column);
  const keys = keyFields(entity).filter(isThere);
  const unique = uniqueFields(layout, table, keys);
  const rest = [...keys.slice(unique.length), ...otherFields(entity, nowMs).filter(isThere)];
  const counters = COUNTERS.map(counterField).filter(isThere);
  const fields = [...unique, ...rest, ...counters];
  const names = fields.map(({ column }) => column).join(', ');
  const found = unique.map(({ column }) => column).join(', ');
  return {
    name: `add-daily-${entity ?? 'global'}`,
    // What differs only in columns that are not part of the key is one line here.
    text: `
      INSERT INTO ${quoteTable(layout.catalog.schema, table)} AS t (${names})
      SELECT ${[found, ...rest.map(once), ...counters.map(summed)].join(', ')}
        FROM unnest(${fields.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ')})
          AS row (${names})
       GROUP BY ${found} ORDER BY ${found}
      ${conflictClause(layout, table, unique, counters)}`,
    values: fields.map(({ value }) => rows.map(value)),
  };
}

function once({ column }: Field): string {
  return `min(${column})`;
}

function summed({ column, type }: Field): string {
  return `sum(${column})::${type}`;
}

function keyFields(entity: string | null): Field[] {
  const own: Field[] =
    entity === null
      ? [{ column: 'model_group', type: 'text', value: ({ modelGroup }) => modelGroup }]
      : [{ column: entity, type: 'text', value: ({ entityId }) => entityId }];
  const shared = Object.entries(KEY_VALUES).map(([column, value]): Field => ({
    column,
    type: 'text',
    value,
  }));
  return [...own, ...shared];
}

function otherFields(entity: string | null, nowMs: number): Field[] {
  const now = new Date(nowMs).toISOString().slice(0, -1);
  return [
    { column: 'id', type: 'text', value: () => randomUUID() },
    { column: 'updated_at', type: 'timestamp', value: () => now },
    { column: 'request_id', type: 'text', value: ({ requestId }) => requestId },
    ...(entity === null
      ? []
      : [
          {
            column: 'model_group',
            type: 'text',
            value: ({ modelGroup }: DailyRow) => modelGroup,
          } as const,
        ]),
  ];
}

function counterField(column: keyof DailyCounts): Field {
  const type = column === 'spend' ? 'float8' : 'int8';
  return { column, type, value: ({ counts }) => counts[column] };
}

/** Which of the keys are unique together: an old version knows no endpoint, or no tool. */
function uniqueFields(
  layout: SpendLayout,
  table: string,
  keys: readonly Field[],
): readonly Field[] {
  const columns = keys.map(({ column }) => column);
  for (let end = columns.length; end > 2; end -= 1) {
    if (isUnique(layout, table, columns.slice(0, end))) return keys.slice(0, end);
  }
  return keys;
}

/** Where nothing is unique, lines are added beside each other: their sum is the same. */
function conflictClause(
  layout: SpendLayout,
  table: string,
  unique: readonly Field[],
  counters: readonly Field[],
): string {
  const columns = unique.map(({ column }) => column);
  if (!isUnique(layout, table, columns)) return '';
  const sums = counters.map(({ column }) => `${column} = t.${column} + excluded.${column}`);
  const sets = [...sums, 'updated_at = excluded.updated_at'].join(', ');
  return `ON CONFLICT (${columns.join(', ')}) DO UPDATE SET ${sets}`;
}
