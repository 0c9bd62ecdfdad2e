import type { ApiError } from '../core/api-error.ts';
import type { BudgetRule, ModelBudget } from './budget-rules.ts';
import type { ModelSpend } from './model-spend.ts';
import { budgetExceeded } from './refusals.ts';
import type { SpendAccount } from './spend-account.ts';
import type { SpendEntity } from './spend-entity.ts';

/** A budget and what was spent of it. */
export interface OpenBudget {
  readonly rule: BudgetRule;
  readonly account: SpendAccount;
}

/** A soft budget that was passed. */
export interface SoftBudgetAlert {
  readonly entity: SpendEntity;
  /** US dollars. */
  readonly spent: number;
  readonly softBudget: number;
}

/** What the checks are made with. */
export interface BudgetTerms {
  readonly wallMs: number;
  /** HTTP status of a refusal. */
  readonly status: number;
  readonly onSoftBudget: (alert: SoftBudgetAlert, rule: BudgetRule) => void;
}

const SUBJECTS: Readonly<Record<SpendEntity['target'], string>> = {
  key: '',
  team: 'Team=',
  team_member: 'TeamMember=',
  user: 'User=',
  organization: 'Organization=',
  project: 'Project=',
  end_user: 'EndUser=',
  tag: 'Tag=',
  agent: 'Agent=',
};

/**
 * Why somebody's budget does not allow another call. What calls under way are expected to cost
 * counts as spent, so that a burst does not run far past the limit.
 */
export function checkBudgets(budgets: readonly OpenBudget[], terms: BudgetTerms): ApiError | null {
  for (const { rule, account } of budgets) {
    if (!rule.binds) continue;
    const refusal = checkBudget(rule, account, terms);
    if (refusal !== null) return refusal;
  }
  return null;
}

function checkBudget(
  rule: BudgetRule,
  account: SpendAccount,
  { wallMs, status, onSoftBudget }: BudgetTerms,
): ApiError | null {
  if (rule.max === null && rule.soft === null) return null;
  const spent = account.spent(wallMs);
  const { entity, soft } = rule;
  if (soft !== null && spent >= soft) onSoftBudget({ entity, spent, softBudget: soft }, rule);
  if (rule.max === null) return null;
  const { reserved } = account;
  const max = rule.max + raiseOf(rule, wallMs);
  const total = spent + reserved;
  // A key stops at its limit, everybody else beyond it: as LiteLLM has it.
  const isOver = entity.target === 'key' ? total >= max : total > max;
  if (!isOver) return null;
  const prefix = SUBJECTS[entity.target];
  const subject = prefix === '' ? '' : `${prefix}${entity.ids[0] ?? ''}`;
  return budgetExceeded({ subject, spent, reserved, max, status });
}

function raiseOf({ raise }: BudgetRule, wallMs: number): number {
  return raise !== null && wallMs < raise.untilMs ? raise.amount : 0;
}

/** The same for the budget a key has for one model. */
export function checkModelBudget(
  budget: ModelBudget,
  spend: ModelSpend,
  status: number,
): ApiError | null {
  const spent = spend.spent(budget);
  if (spent <= budget.max) return null;
  return budgetExceeded({
    subject: `Model=${budget.model}`,
    spent,
    reserved: 0,
    max: budget.max,
    status,
  });
}
