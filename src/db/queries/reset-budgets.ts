import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { quoteTable } from '../identifier.ts';

/** When the next period of a budget duration begins; UTC without zone: `2026-02-01T00:00:00.000`. */
export interface DurationReset {
  readonly duration: string;
  readonly nextAt: string;
}

/** Which rows are reset now. */
export interface ResetScope {
  readonly catalog: Catalog;
  /** UTC without zone. */
  readonly now: string;
  /** Most rows of one statement. */
  readonly limit: number;
}

interface ResetTable {
  readonly table: string;
  readonly id: string;
  /** SQL on the columns of the table `t`, and `$1` = now. */
  readonly due: string;
}

/** A row whose period was never begun is due, but for keys: as in LiteLLM. */
const NEVER_BEGUN = '(t.budget_reset_at IS NULL OR t.budget_reset_at < $1::timestamp)';

/** Tables with budgets of their own, in the order in which rows are locked everywhere. */
const OWN_BUDGETS = {
  key: {
    table: 'LiteLLM_VerificationToken',
    id: 'token',
    due: '(t.expires IS NULL OR t.expires > $1::timestamp) AND t.budget_reset_at < $1::timestamp',
  },
  user: { table: 'LiteLLM_UserTable', id: 'user_id', due: NEVER_BEGUN },
  team: { table: 'LiteLLM_TeamTable', id: 'team_id', due: NEVER_BEGUN },
} as const satisfies Record<string, ResetTable>;

/** What has a budget of its own. */
export type BudgetOwner = keyof typeof OWN_BUDGETS;

const BUDGETS: ResetTable = {
  table: 'LiteLLM_BudgetTable',
  id: 'budget_id',
  due: NEVER_BEGUN,
};

/** Tables whose rows take part in a budget by its id. */
const LINKED = {
  linked_key: { table: 'LiteLLM_VerificationToken', ids: ['token'] },
  team_member: { table: 'LiteLLM_TeamMembership', ids: ['user_id', 'team_id'] },
  organization: { table: 'LiteLLM_OrganizationTable', ids: ['organization_id'] },
  organization_member: {
    table: 'LiteLLM_OrganizationMembership',
    ids: ['user_id', 'organization_id'],
  },
  project: { table: 'LiteLLM_ProjectTable', ids: ['project_id'] },
  end_user: { table: 'LiteLLM_EndUserTable', ids: ['user_id'] },
  tag: { table: 'LiteLLM_TagTable', ids: ['tag_name'] },
  model_access_group: {
    table: 'LiteLLM_ModelAccessGroupBudgetTable',
    ids: ['access_group_name'],
  },
} as const satisfies Record<string, { readonly table: string; readonly ids: readonly string[] }>;

/** What takes part in a budget of the budget table. */
export type BudgetMember = keyof typeof LINKED;

/** True when the lock was to be had; it is held to the end of the transaction. */
export async function lockBudgetReset(tx: Queryable, schema: string): Promise<boolean> {
  const { rows } = await tx.query<{ readonly locked: boolean }>({
    name: 'lock-budget-reset',
    text: `SELECT pg_try_advisory_xact_lock(hashtext('llmgw'), hashtext($1)) AS locked`,
    values: [`${schema}.budget-reset`],
  });
  return rows[0]?.locked === true;
}

/** The durations of rows that are due. */
export async function findDueDurations(
  tx: Queryable,
  owner: BudgetOwner | 'budget',
  { catalog, now }: ResetScope,
): Promise<readonly string[]> {
  const table = tableOf(owner);
  if (!hasBudget(catalog, table)) return [];
  const { rows } = await tx.query<{ readonly duration: string }>({
    name: `find-due-${owner}`,
    text: `
      SELECT DISTINCT t.budget_duration AS duration
        FROM ${quoteTable(catalog.schema, table.table)} AS t
       WHERE t.budget_duration IS NOT NULL AND ${table.due}`,
    values: [now],
  });
  return rows.map(({ duration }) => duration);
}

/** Begins the next period of some rows that are due, and gives their ids; fewer than `limit`: all. */
export async function resetOwners(
  tx: Queryable,
  owner: BudgetOwner,
  scope: ResetScope,
  resets: readonly DurationReset[],
): Promise<readonly string[]> {
  return advance(tx, { name: owner, table: tableOf(owner), sets: 'spend = 0,' }, scope, resets);
}

/** As `resetOwners`, for rows of the budget table: these count nothing themselves. */
export async function advanceBudgets(
  tx: Queryable,
  scope: ResetScope,
  resets: readonly DurationReset[],
): Promise<readonly string[]> {
  return advance(tx, { name: 'budget', table: BUDGETS, sets: '' }, scope, resets);
}

interface Advance {
  readonly name: string;
  readonly table: ResetTable;
  readonly sets: '' | 'spend = 0,';
}

async function advance(
  tx: Queryable,
  { name, table, sets }: Advance,
  { catalog, now, limit }: ResetScope,
  resets: readonly DurationReset[],
): Promise<readonly string[]> {
  const target = quoteTable(catalog.schema, table.table);
  const { rows } = await tx.query<{ readonly id: string }>({
    name: `reset-${name}`,
    text: `
      WITH due AS MATERIALIZED (
        SELECT t.${table.id} AS id FROM ${target} AS t
         WHERE t.budget_duration = ANY($2::text[]) AND ${table.due}
         ORDER BY t.${table.id} LIMIT $4 FOR NO KEY UPDATE
      )
      UPDATE ${target} AS t SET ${sets} budget_reset_at = period.next_at
        FROM due, unnest($2::text[], $3::timestamp[]) AS period (duration, next_at)
       WHERE t.${table.id} = due.id AND t.budget_duration = period.duration AND ${table.due}
      RETURNING t.${table.id} AS id`,
    values: [now, resets.map((one) => one.duration), resets.map((one) => one.nextAt), limit],
  });
  return rows.map(({ id }) => id);
}

/** Which rows of a table take part in budgets that begin anew. */
export interface MemberScope {
  readonly catalog: Catalog;
  /** Most rows of one statement. */
  readonly limit: number;
  readonly budgetIds: readonly string[];
  /** One of these is the budget of all rows that have none of their own. */
  readonly isDefault: boolean;
}

/**
 * Sets the spend of some rows to 0 that take part in the budgets, and gives their ids; fewer than
 * `limit`: all. Keys with a duration of their own keep to that.
 */
export async function resetMembers(
  tx: Queryable,
  member: BudgetMember,
  { catalog, limit, budgetIds, isDefault }: MemberScope,
): Promise<readonly (readonly string[])[]> {
  const { table, ids } = LINKED[member];
  const needed = [...ids, 'budget_id', 'spend'];
  if (needed.some((column) => !catalog.has(table, column))) return [];
  const target = quoteTable(catalog.schema, table);
  const key = ids.join(', ');
  const own = member === 'linked_key' ? 'AND t.budget_duration IS NULL' : '';
  const none = isDefault ? 'OR t.budget_id IS NULL' : '';
  const { rows } = await tx.query<Record<string, string>>({
    name: `reset-${member}`,
    text: `
      WITH due AS MATERIALIZED (
        SELECT ${key} FROM ${target} AS t
         WHERE (t.budget_id = ANY($1::text[]) ${none}) AND t.spend <> 0 ${own}
         ORDER BY ${key} LIMIT $2 FOR NO KEY UPDATE
      )
      UPDATE ${target} AS t SET spend = 0 FROM due
       WHERE ${ids.map((id) => `t.${id} = due.${id}`).join(' AND ')}
      RETURNING ${ids.map((id) => `t.${id}`).join(', ')}`,
    values: [budgetIds, limit],
  });
  return rows.map((row) => ids.map((id) => row[id] ?? ''));
}

function tableOf(owner: BudgetOwner | 'budget'): ResetTable {
  return owner === 'budget' ? BUDGETS : OWN_BUDGETS[owner];
}

function hasBudget(catalog: Catalog, { table, id }: ResetTable): boolean {
  const needed = [id, 'budget_duration', 'budget_reset_at'];
  return needed.every((column) => catalog.has(table, column));
}
