import { expect, test } from '@jest/globals';
import { compileBudget, type BudgetRule } from '../../../src/access/budget-rules.ts';
import {
  checkBudgets,
  checkModelBudget,
  type OpenBudget,
} from '../../../src/access/check-budgets.ts';
import { ModelSpend } from '../../../src/access/model-spend.ts';
import { SpendAccount } from '../../../src/access/spend-account.ts';
import type { SpendEntity } from '../../../src/access/spend-entity.ts';
import { NO_SNAPSHOT } from '../../../src/db/snapshot.ts';
import { limits } from '../../support/access-rows.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const TERMS = { wallMs: 0, status: 400, onSoftBudget() {} };

function open(
  target: SpendEntity['target'],
  spend: number,
  rest: Partial<BudgetRule> = {},
): OpenBudget {
  const owner = { entity: { target, ids: ['id'] }, spend, limits: limits({ maxBudget: 1 }) };
  const rule = compileBudget(owner, { snapshot: NO_SNAPSHOT, mark: 0 });
  if (rule === null) throw new Error('no budget');
  const account = new SpendAccount();
  account.observe(rule.row);
  return { rule: { ...rule, ...rest }, account };
}

test.each([
  ['key', 0.999, 1],
  ['team', 1, 1.001],
  ['team_member', 1, 1.001],
  ['user', 1, 1.001],
  ['organization', 1, 1.001],
  ['project', 1, 1.001],
  ['end_user', 1, 1.001],
  ['tag', 1, 1.001],
] as const)('%s: %d of 1 is enough for another call, %d is not', (target, below, above) => {
  expect(checkBudgets([open(target, below)], TERMS)).toBeNull();
  expect(checkBudgets([open(target, above)], TERMS)).toMatchObject({ type: 'budget_exceeded' });
});

test('the one that is used up is named', () => {
  const budgets = [open('key', 0), open('team', 2.5), open('user', 9)];
  expect(checkBudgets(budgets, { ...TERMS, status: 422 })).toEqual({
    status: 422,
    type: 'budget_exceeded',
    code: 'budget_exceeded',
    message: 'Budget has been exceeded! Team=id Current cost: 2.5, Max budget: 1',
  });
});

test('one that does not bind stops nothing', () => {
  expect(checkBudgets([open('user', 9, { binds: false })], TERMS)).toBeNull();
});

test('calls under way count with what they are expected to cost', () => {
  const budget = open('key', 0.5);
  budget.account.reserve(0.5, 0);
  expect(checkBudgets([budget], TERMS)?.message).toContain('(and 0.5 expected of calls under way)');
});

test('a raise counts until it ends', () => {
  const budget = open('key', 1.5, { raise: { amount: 1, untilMs: 10 } });
  expect(checkBudgets([budget], { ...TERMS, wallMs: 9 })).toBeNull();
  expect(checkBudgets([budget], { ...TERMS, wallMs: 10 })).not.toBeNull();
});

test('a soft budget is told when it is reached', () => {
  const alerts: unknown[] = [];
  const terms = { ...TERMS, onSoftBudget: (alert: unknown) => void alerts.push(alert) };
  const rest = { max: null, soft: 1 };
  expect(checkBudgets([open('team', 0.9, rest), open('team', 1, rest)], terms)).toBeNull();
  expect(alerts).toEqual([{ entity: { target: 'team', ids: ['id'] }, spent: 1, softBudget: 1 }]);
});

test('the budget of a model stops beyond it', () => {
  const spend = new ModelSpend(new VirtualClock());
  const budget = { id: 'k:m', model: 'm', max: 1, windowMs: null };
  spend.charge(budget, 1);
  expect(checkModelBudget(budget, spend, 400)).toBeNull();
  spend.charge(budget, 0.5);
  expect(checkModelBudget(budget, spend, 400)?.message).toBe(
    'Budget has been exceeded! Model=m Current cost: 1.5, Max budget: 1',
  );
});
