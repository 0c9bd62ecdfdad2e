import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';
import type { SpendLayout } from './spend-read-layout.ts';

/** Whose spend is counted. */
export type SpendTarget =
  | 'key'
  | 'user'
  | 'team'
  | 'team_member'
  | 'organization'
  | 'project'
  | 'end_user'
  | 'tag'
  | 'agent';

/** What is added to one row. */
export interface EntityDelta {
  readonly target: SpendTarget;
  /** The values of the key columns: `[user, team]` for a member of a team, else one. */
  readonly ids: readonly string[];
  /** US dollars. */
  readonly spendUsd: number;
  /** End of the last call, milliseconds since 1970. */
  readonly lastActiveMs: number;
}

interface TargetTable {
  readonly target: SpendTarget;
  readonly table: string;
  readonly keys: readonly string[];
  /** A row that is missing is made. */
  readonly creates?: boolean;
}

/**
 * In the order in which rows are locked, the same for every writer and for the reset of budgets: so
 * they never wait for each other in a circle.
 */
const TARGETS: readonly TargetTable[] = [
  { target: 'key', table: 'LiteLLM_VerificationToken', keys: ['token'] },
  { target: 'user', table: 'LiteLLM_UserTable', keys: ['user_id'] },
  { target: 'team', table: 'LiteLLM_TeamTable', keys: ['team_id'] },
  { target: 'team_member', table: 'LiteLLM_TeamMembership', keys: ['user_id', 'team_id'] },
  { target: 'organization', table: 'LiteLLM_OrganizationTable', keys: ['organization_id'] },
  { target: 'project', table: 'LiteLLM_ProjectTable', keys: ['project_id'] },
  { target: 'end_user', table: 'LiteLLM_EndUserTable', keys: ['user_id'], creates: true },
  { target: 'tag', table: 'LiteLLM_TagTable', keys: ['tag_name'] },
  { target: 'agent', table: 'LiteLLM_AgentsTable', keys: ['agent_id'] },
];

/**
 * Adds to the counters of keys, users, teams… Rows that do not exist are left out, but end users are
 * made. At most one delta for a row.
 */
export async function addEntitySpend(
  tx: Queryable,
  layout: SpendLayout,
  deltas: readonly EntityDelta[],
): Promise<void> {
  for (const entry of TARGETS) {
    const mine = deltas.filter(({ target }) => target === entry.target);
    if (mine.length === 0 || !hasCounter(layout, entry)) continue;
    const text = entry.creates === true ? upsert(layout, entry) : update(layout, entry);
    await tx.query({ name: `add-spend-${entry.target}`, text, values: valuesOf(entry, mine) });
  }
}

function hasCounter({ catalog }: SpendLayout, { table, keys }: TargetTable): boolean {
  return [...keys, 'spend'].every((column) => catalog.has(table, column));
}

/** The key columns, then spend, then (where it is asked for) the time. */
function valuesOf({ table, keys }: TargetTable, deltas: readonly EntityDelta[]): unknown[] {
  const columns = keys.map((_, i) => deltas.map(({ ids }) => ids[i] ?? ''));
  const spend = deltas.map(({ spendUsd }) => spendUsd);
  if (table !== KEYS) return [...columns, spend];
  const seen = deltas.map(({ lastActiveMs }) => new Date(lastActiveMs).toISOString().slice(0, -1));
  return [...columns, spend, seen];
}

const KEYS = 'LiteLLM_VerificationToken';

function update({ catalog }: SpendLayout, { table, keys }: TargetTable): string {
  const name = quoteTable(catalog.schema, table);
  const key = keys.map(quoteName).join(', ');
  const arrays = keys.map((_, i) => `$${i + 1}::text[]`);
  const spend = `$${keys.length + 1}::float8[]`;
  const seen = table === KEYS ? `, $${keys.length + 2}::timestamp[]` : '';
  const sets = [
    'spend = t.spend + delta.spend',
    ...(catalog.has(table, 'total_spend') ? ['total_spend = t.total_spend + delta.spend'] : []),
    ...(table === KEYS && catalog.has(table, 'last_active')
      ? ['last_active = GREATEST(t.last_active, delta.seen)']
      : []),
  ];
  const matches = keys.map((one) => `t.${quoteName(one)} = delta.${quoteName(one)}`).join(' AND ');
  return `
    WITH delta AS MATERIALIZED (
      SELECT * FROM unnest(${arrays.join(', ')}, ${spend}${seen})
        AS d (${key}, spend${seen === '' ? '' : ', seen'})
    ), locked AS MATERIALIZED (
      SELECT 1 FROM ${name} WHERE (${key}) IN (SELECT ${key} FROM delta)
       ORDER BY ${key} FOR NO KEY UPDATE
    )
    UPDATE ${name} AS t SET ${sets.join(', ')}
      FROM delta WHERE ${matches} AND (SELECT count(*) FROM locked) > 0`;
}

function upsert({ catalog }: SpendLayout, { table, keys }: TargetTable): string {
  const name = quoteTable(catalog.schema, table);
  const key = keys.map(quoteName).join(', ');
  return `
    INSERT INTO ${name} AS t (${key}, spend)
    SELECT ${key}, spend FROM unnest($1::text[], $2::float8[]) AS delta (${key}, spend)
     ORDER BY ${key}
    ON CONFLICT (${key}) DO UPDATE SET spend = t.spend + excluded.spend`;
}
