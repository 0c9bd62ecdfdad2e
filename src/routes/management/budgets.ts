import { randomUUID } from 'node:crypto';
import {
  deleteRows,
  findRows,
  insertRow,
  updateRows,
  type Row,
} from '../../db/queries/manage-rows.ts';
import { runChange } from './change.ts';
import { optionalText, readFields, requireText, requireTexts, type FieldSpecs } from './fields.ts';
import { existsAlready, notThere } from './refusal.ts';
import { endOf } from './times.ts';
import { withWarnings } from './view.ts';
import { tableOf, type Operation, type Work } from './work.ts';

const COLUMNS: FieldSpecs = {
  budget_id: 'id',
  max_budget: 'amount',
  soft_budget: 'amount',
  max_parallel_requests: 'count',
  tpm_limit: 'limit',
  rpm_limit: 'limit',
  model_max_budget: 'map',
  budget_duration: 'duration',
};
const MOST_LISTED = 1_000;

const create: Operation = async (work) => {
  const { values, ignored } = readFields(work.body, COLUMNS);
  const id = optionalText(work.body, 'budget_id') ?? randomUUID();
  return runChange(work, async (change) => {
    const { tx, now, actor } = change;
    const place = tableOf(work, 'BudgetTable');
    const [known] = await findRows(tx, place, { where: [{ column: 'budget_id', is: id }] });
    if (known !== undefined) throw existsAlready('budget', 'budget_id');
    const budget = await insertRow(tx, place, {
      ...values,
      ...resetOf(work, values),
      budget_id: id,
      created_at: now,
      created_by: actor,
      updated_at: now,
      updated_by: actor,
    });
    change.touch('budget', id);
    change.audit({ action: 'created', table: 'BudgetTable', id, after: budget });
    return withWarnings(budget, ignored);
  });
};

const change: Operation = async (work) => {
  const id = requireText(work.body, 'budget_id');
  const { values, ignored } = readFields(work.body, COLUMNS);
  return runChange(work, async (change) => {
    const where = [{ column: 'budget_id', is: id }];
    const place = tableOf(work, 'BudgetTable');
    const [before] = await findRows(change.tx, place, { where, lock: true });
    if (before === undefined) throw notThere('budget', 'budget_id');
    const set = { ...values, ...resetOf(work, values) };
    const [after = before] = await updateRows(change.tx, place, {
      where,
      set: { ...set, updated_at: change.now, updated_by: change.actor },
    });
    change.touch('budget', id);
    change.audit({ action: 'updated', table: 'BudgetTable', id, before, after });
    return withWarnings(after, ignored);
  });
};

const remove: Operation = async (work) => {
  const id = requireText(work.body, 'id');
  return runChange(work, async (change) => {
    const where = [{ column: 'budget_id', is: id }];
    const place = tableOf(work, 'BudgetTable');
    const [before] = await findRows(change.tx, place, { where, lock: true });
    if (before === undefined) throw notThere('budget', 'id');
    await deleteRows(change.tx, place, where);
    change.touch('budget', id);
    change.audit({ action: 'deleted', table: 'BudgetTable', id, before });
    return before;
  });
};

const show: Operation = async (work) => {
  const where = [{ column: 'budget_id', oneOf: requireTexts(work.body, 'budgets') }];
  const order = [{ column: 'budget_id' }];
  return findRows(work.database, tableOf(work, 'BudgetTable'), { where, order });
};

const list: Operation = async (work) =>
  findRows(work.database, tableOf(work, 'BudgetTable'), {
    order: [{ column: 'created_at', descending: true }, { column: 'budget_id' }],
    limit: MOST_LISTED,
  });

/** Unlike keys, users and teams, tiers are renewed after exactly their time. */
function resetOf(work: Work, values: Row): Row {
  if (!Object.hasOwn(values, 'budget_duration')) return {};
  return { budget_reset_at: endOf(work, 'budget_duration', values['budget_duration']) };
}

/** `/budget/new`, `/budget/update`, `/budget/delete`, `/budget/info`, `/budget/list` */
export const budgetOperations = { create, change, remove, show, list } as const;
