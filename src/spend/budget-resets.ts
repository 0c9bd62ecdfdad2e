import type { Catalog } from '../db/catalog.ts';
import type { Database, Queryable } from '../db/database.ts';
import {
  advanceBudgets,
  findDueDurations,
  lockBudgetReset,
  resetMembers,
  resetOwners,
  type BudgetMember,
  type BudgetOwner,
  type ResetScope,
} from '../db/queries/reset-budgets.ts';
import { nextReset } from './next-reset.ts';

/** What to reset, and when. */
export interface BudgetResetOptions {
  readonly database: Database;
  readonly catalog: Catalog;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** `litellm_settings.timezone`, an IANA name. Default `UTC`. */
  readonly timeZone?: string;
  /** `litellm_settings.max_end_user_budget_id`: of end users without a budget of their own. */
  readonly defaultEndUserBudgetId?: string;
  /** Most rows of one statement. Default 5,000. */
  readonly limit?: number;
}

/** One row whose spend is 0 now. */
export interface ResetEntity {
  readonly kind: BudgetOwner | BudgetMember;
  /** `[user, team]` for a member of a team, else one id. */
  readonly ids: readonly string[];
}

/** What a run did; `busy`: another one is at it. */
export type BudgetResetResult =
  | { readonly outcome: 'busy' }
  | {
      readonly outcome: 'done';
      readonly entities: readonly ResetEntity[];
      /** Of the budget table. */
      readonly budgetIds: readonly string[];
    };

/** Rows in the order in which whatever writes spend locks them. */
const STEPS: readonly (BudgetOwner | BudgetMember)[] = [
  ...(['key', 'linked_key', 'user', 'team', 'team_member', 'organization'] as const),
  ...(['organization_member', 'project', 'end_user', 'tag', 'model_access_group'] as const),
];

/**
 * Begins the next period of every budget whose time is over: keys, users, teams, and what takes part
 * in the budgets of the budget table. All of it in one transaction, and by one of several replicas.
 * A second run finds nothing. Rejects as a `Queryable` does.
 */
export async function resetBudgets(options: BudgetResetOptions): Promise<BudgetResetResult> {
  const { database, catalog, nowMs, limit } = options;
  const scope = { catalog, now: utc(nowMs), limit: limit ?? 5_000 };
  return database.transaction(async (tx) => {
    if (!(await lockBudgetReset(tx, catalog.schema))) return { outcome: 'busy' };
    const run = { tx, scope, options };
    const budgetIds = await resetDue(run, 'budget');
    const entities: ResetEntity[] = [];
    for (const kind of STEPS) {
      const rows = isOwner(kind)
        ? await ownersOf(run, kind)
        : await membersOf(run, kind, budgetIds);
      for (const ids of rows) entities.push({ kind, ids });
    }
    return { outcome: 'done', entities, budgetIds };
  });
}

interface Run {
  readonly tx: Queryable;
  readonly scope: ResetScope;
  readonly options: BudgetResetOptions;
}

type Ids = readonly string[];

function isOwner(kind: BudgetOwner | BudgetMember): kind is BudgetOwner {
  return kind === 'key' || kind === 'user' || kind === 'team';
}

async function ownersOf(run: Run, owner: BudgetOwner): Promise<Ids[]> {
  return (await resetDue(run, owner)).map((id) => [id]);
}

async function resetDue({ tx, scope, options }: Run, owner: BudgetOwner | 'budget'): Promise<Ids> {
  const durations = await findDueDurations(tx, owner, scope);
  if (durations.length === 0) return [];
  const resets = durations.map((duration) => ({
    duration,
    nextAt: utc(nextReset(duration, options.nowMs, options.timeZone).getTime()),
  }));
  return inParts(scope.limit, async () =>
    owner === 'budget' ? advanceBudgets(tx, scope, resets) : resetOwners(tx, owner, scope, resets),
  );
}

async function membersOf(
  { tx, scope: { catalog, limit }, options }: Run,
  member: BudgetMember,
  budgetIds: Ids,
): Promise<readonly Ids[]> {
  if (budgetIds.length === 0) return [];
  const fallback = options.defaultEndUserBudgetId;
  const isDefault = member === 'end_user' && fallback !== undefined && budgetIds.includes(fallback);
  const scope = { catalog, limit, budgetIds, isDefault };
  return inParts(limit, async () => resetMembers(tx, member, scope));
}

/** Each part takes its rows out of those that are due. */
async function inParts<T>(limit: number, part: () => Promise<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const rows = await part();
    for (const row of rows) all.push(row);
    if (rows.length < limit) return all;
  }
}

/** LiteLLM's columns have no zone and mean UTC. */
function utc(ms: number): string {
  return new Date(ms).toISOString().slice(0, -1);
}
