import { randomUUID } from 'node:crypto';
import { findRows, insertRow, updateRows, type Row } from '../../../db/queries/manage-rows.ts';
import { existsAlready, notThere } from '../refusal.ts';
import { textOf } from '../view.ts';
import { tableOf, type Change } from '../work.ts';
import type { KeyFields } from './key-fields.ts';
import type { NewKey } from './key-secret.ts';

/** Writes a new key and gives its row. Throws a `Refusal`. */
export async function insertKey(change: Change, key: NewKey, fields: KeyFields): Promise<Row> {
  const { tx, work, now, actor } = change;
  await checkAlias(change, fields.row, null);
  await checkTeam(change, fields.row);
  const row = await insertRow(tx, tableOf(work, 'VerificationToken'), {
    models: [],
    ...fields.row,
    ...(await linkedRows(change, fields, null)),
    token: key.token,
    key_name: key.name,
    created_at: now,
    created_by: actor,
    updated_at: now,
    updated_by: actor,
  });
  change.touch('key', key.token);
  change.audit({ action: 'created', table: 'VerificationToken', id: key.token, after: row });
  return row;
}

/** Writes what a body says about a key that exists, and gives the row as it is then. */
export async function updateKey(change: Change, before: Row, fields: KeyFields): Promise<Row> {
  const { tx, work, now, actor } = change;
  const token = String(before['token']);
  await checkAlias(change, fields.row, token);
  await checkTeam(change, fields.row);
  const [after] = await updateRows(tx, tableOf(work, 'VerificationToken'), {
    where: [{ column: 'token', is: token }],
    set: {
      ...fields.row,
      ...(await linkedRows(change, fields, before)),
      updated_at: now,
      updated_by: actor,
    },
  });
  change.touch('key', token);
  change.audit({
    action: 'updated',
    table: 'VerificationToken',
    id: token,
    before,
    after: after ?? {},
  });
  return after ?? {};
}

async function checkAlias({ tx, work }: Change, row: Row, own: string | null): Promise<void> {
  const alias = textOf(row, 'key_alias');
  if (alias === null) return;
  const place = tableOf(work, 'VerificationToken');
  // Two at once may both pass: LiteLLM's table has no constraint for it either.
  const others = await findRows(tx, place, { where: [{ column: 'key_alias', is: alias }] });
  if (others.some(({ token }) => token !== own)) throw existsAlready('key', 'key_alias');
}

async function checkTeam({ tx, work }: Change, row: Row): Promise<void> {
  const team = textOf(row, 'team_id');
  if (team === null) return;
  const place = tableOf(work, 'TeamTable');
  const [found] = await findRows(tx, place, { where: [{ column: 'team_id', is: team }] });
  if (found === undefined) throw notThere('team', 'team_id');
}

/** Rows of other tables that a key brings with it: their ids, as columns of the key. */
async function linkedRows(change: Change, fields: KeyFields, before: Row | null): Promise<Row> {
  return {
    ...(await softBudgetRow(change, fields, before)),
    ...(await permissionRow(change, fields, before)),
  };
}

async function softBudgetRow(
  { tx, work, now, actor }: Change,
  { softBudget, row }: KeyFields,
  before: Row | null,
): Promise<Row> {
  const known = textOf(row, 'budget_id') ?? textOf(before ?? {}, 'budget_id');
  if (softBudget === null || known !== null) return {};
  const made = { created_at: now, created_by: actor, updated_at: now, updated_by: actor };
  const id = randomUUID();
  await insertRow(tx, tableOf(work, 'BudgetTable'), {
    budget_id: id,
    soft_budget: softBudget,
    ...made,
  });
  return { budget_id: id };
}

async function permissionRow(
  { tx, work }: Change,
  { objectPermission }: KeyFields,
  before: Row | null,
): Promise<Row> {
  if (objectPermission === null) return {};
  const place = tableOf(work, 'ObjectPermissionTable');
  const column = 'object_permission_id';
  const known = textOf(before ?? {}, column);
  if (known !== null) {
    await updateRows(tx, place, { where: [{ column, is: known }], set: objectPermission });
    return {};
  }
  const id = randomUUID();
  await insertRow(tx, place, { ...objectPermission, [column]: id });
  return { [column]: id };
}
