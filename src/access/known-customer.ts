import type { EndUserRecord } from '../db/queries/find-end-user.ts';
import type { TagRecord } from '../db/queries/find-tag-budgets.ts';
import type { UserBudget } from '../db/queries/find-user-budget.ts';
import { compileBudget, type BudgetRule } from './budget-rules.ts';
import { compileRates, type RateRule } from './rate-rules.ts';
import { WHOLE_PROXY } from './spend-entity.ts';

/** An end user as it was read. */
export interface KnownEndUser {
  readonly id: string;
  readonly blocked: boolean;
  readonly budgetId: string | null;
  readonly budget: BudgetRule | null;
  readonly rate: RateRule | null;
}

/** Compiles what a row says; `mark`: of the ledger, from before it was read. */
export function compileEndUser(record: EndUserRecord, mark: number): KnownEndUser {
  const { id, blocked, budgetId, limits, snapshot } = record;
  return {
    id,
    blocked,
    budgetId,
    budget: compileBudget(
      { ...record, entity: { target: 'end_user', ids: [id] } },
      { snapshot, mark },
    ),
    rate: compileRates('end_user', id, limits),
  };
}

/** The budgets of tags, by tag. */
export type TagBudgets = ReadonlyMap<string, BudgetRule>;

/** Compiles what the rows say; `mark`: of the ledger, from before they were read. */
export function compileTags(records: ReadonlyMap<string, TagRecord>, mark: number): TagBudgets {
  const budgets = new Map<string, BudgetRule>();
  for (const [name, record] of records) {
    const entity = { target: 'tag', ids: [name] } as const;
    const rule = compileBudget({ ...record, entity }, { snapshot: record.snapshot, mark });
    if (rule !== null) budgets.set(name, rule);
  }
  return budgets;
}

/** The budget of everybody together: the limit is the configuration's, the spend is the row's. */
export function compileProxy(
  { spend, limits, snapshot }: UserBudget,
  maxBudget: number | null,
  mark: number,
): BudgetRule | null {
  const owner = { entity: WHOLE_PROXY, spend, limits: { ...limits, maxBudget } };
  return compileBudget(owner, { snapshot, mark });
}
