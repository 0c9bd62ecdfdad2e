import { jsonAt, numberAt, textAt, timeAt, type JsonObject, type RawRow } from '../read-columns.ts';

/** What somebody may spend and ask for; null: no limit. */
export interface Limits {
  /** US dollars. */
  readonly maxBudget: number | null;
  readonly softBudget: number | null;
  readonly rpm: number | null;
  readonly tpm: number | null;
  readonly parallel: number | null;
  /** When the spend begins anew, ms since 1970; null too where no duration says how it goes on. */
  readonly resetAtMs: number | null;
  /** Budgets by model. */
  readonly modelMaxBudget: JsonObject;
  /** Whether the spend has a window of its own. */
  readonly hasWindow: boolean;
}

/** Columns of a budget that `readLimits` reads. */
export const BUDGET_COLUMNS: readonly string[] = [
  ...['budget_id', 'max_budget', 'soft_budget', 'tpm_limit', 'rpm_limit', 'max_parallel_requests'],
  ...['budget_duration', 'budget_reset_at', 'model_max_budget'],
];

/** The limits among the columns `as.…` of a row. */
export function readLimits(row: RawRow, as: string): Limits {
  const hasWindow = textAt(row, `${as}.budget_duration`) !== null;
  return {
    maxBudget: numberAt(row, `${as}.max_budget`),
    softBudget: numberAt(row, `${as}.soft_budget`),
    rpm: numberAt(row, `${as}.rpm_limit`),
    tpm: numberAt(row, `${as}.tpm_limit`),
    parallel: numberAt(row, `${as}.max_parallel_requests`),
    // Without a duration nothing resets the row: its old spend must go on to count.
    resetAtMs: hasWindow ? timeAt(row, `${as}.budget_reset_at`) : null,
    modelMaxBudget: jsonAt(row, `${as}.model_max_budget`),
    hasWindow,
  };
}

/** A key's own limits, and those of its budget where it has none. */
export function overBudget(own: Limits, budget: Limits): Limits {
  const ownModels = Object.keys(own.modelMaxBudget).length > 0;
  return {
    maxBudget: own.maxBudget ?? budget.maxBudget,
    softBudget: own.softBudget ?? budget.softBudget,
    rpm: own.rpm ?? budget.rpm,
    tpm: own.tpm ?? budget.tpm,
    parallel: own.parallel ?? budget.parallel,
    // The reset of a budget covers the keys that have no window of their own.
    resetAtMs: own.hasWindow ? own.resetAtMs : budget.resetAtMs,
    modelMaxBudget: ownModels ? own.modelMaxBudget : budget.modelMaxBudget,
    hasWindow: own.hasWindow || budget.hasWindow,
  };
}
