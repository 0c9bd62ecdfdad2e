import type { Rule } from '../rule.ts';
import { bodyLimitMissing } from '../rules/body-limit-missing.ts';
import { budgetResetOff } from '../rules/budget-reset-off.ts';
import { clientTagsSteerBudget } from '../rules/client-tags-steer-budget.ts';
import { keyWithoutExpiry } from '../rules/key-without-expiry.ts';
import { noBudget } from '../rules/no-budget.ts';
import { retriesUnbounded } from '../rules/retries-unbounded.ts';
import { timeoutTooLong } from '../rules/timeout-too-long.ts';
import { unlimitedRate } from '../rules/unlimited-rate.ts';

/** LGW8xx. */
export const limitRules: readonly Rule[] = [
  noBudget,
  unlimitedRate,
  keyWithoutExpiry,
  budgetResetOff,
  clientTagsSteerBudget,
  timeoutTooLong,
  bodyLimitMissing,
  retriesUnbounded,
];
