import type { Limits } from '../db/queries/read-limits.ts';
import { toJsonObject, toNumber, type JsonObject } from '../db/read-columns.ts';
import { parseDuration, parseUtc } from './duration.ts';
import type { RowSpend } from './spend-account.ts';
import { entityKey, type SpendEntity } from './spend-entity.ts';

/** A budget of somebody, as it was read. */
export interface BudgetRule {
  /** The account it is held against: `entityKey`. */
  readonly account: string;
  readonly row: RowSpend;
  readonly entity: SpendEntity;
  /** False: calls are charged to it, but not held against it. */
  readonly binds: boolean;
  /** US dollars; null: none. */
  readonly max: number | null;
  /** Passing it is told, not refused. */
  readonly soft: number | null;
  /** More for a while. */
  readonly raise: { readonly amount: number; readonly untilMs: number } | null;
}

/** What is read with a row's spend, but its end of window. */
export type Reading = Omit<RowSpend, 'spend' | 'resetAtMs'>;

/** Whose spend, and by which limits. */
interface BudgetOwner {
  readonly entity: SpendEntity;
  readonly spend: number;
  readonly limits: Limits;
  readonly metadata?: JsonObject;
  /** Default true. */
  readonly binds?: boolean;
}

/** Compiles a budget. A key always has one, if only to know its spend; others null without limit. */
export function compileBudget(owner: BudgetOwner, reading: Reading): BudgetRule | null {
  const { entity, spend, limits, metadata = {}, binds = true } = owner;
  const { maxBudget: max, softBudget: soft } = limits;
  if (max === null && soft === null && entity.target !== 'key') return null;
  return {
    account: entityKey(entity),
    row: { ...reading, spend, resetAtMs: limits.resetAtMs },
    entity,
    binds,
    max,
    soft,
    raise: entity.target === 'key' ? readRaise(metadata) : null,
  };
}

function readRaise(metadata: JsonObject): BudgetRule['raise'] {
  const amount = toNumber(metadata['temp_budget_increase']);
  const untilMs = parseUtc(metadata['temp_budget_expiry']);
  return amount === null || untilMs === null ? null : { amount, untilMs };
}

/** The budget of a key for one model. */
export interface ModelBudget {
  readonly id: string;
  readonly model: string;
  /** US dollars in `windowMs`; null: since this process began. */
  readonly max: number;
  readonly windowMs: number | null;
}

/** Reads `model_max_budget`: `{model: {budget_limit | max_budget, time_period | budget_duration}}`. */
export function compileModelBudgets(
  keyHash: string,
  json: JsonObject,
): ReadonlyMap<string, ModelBudget> {
  const budgets = new Map<string, ModelBudget>();
  for (const [model, value] of Object.entries(json)) {
    const entry = toJsonObject(value);
    const max = toNumber(value) ?? toNumber(entry['budget_limit'] ?? entry['max_budget']);
    const windowMs = parseDuration(entry['time_period'] ?? entry['budget_duration']);
    if (max !== null) budgets.set(model, { id: `${keyHash}:${model}`, model, max, windowMs });
  }
  return budgets;
}
