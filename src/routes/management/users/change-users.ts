import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../../db/database.ts';
import { findRows, insertRow, updateRows, type Row } from '../../../db/queries/manage-rows.ts';
import { runChange } from '../change.ts';
import { optionalText, requireTexts } from '../fields.ts';
import { showOnce } from '../keys/change-keys.ts';
import { insertKey } from '../keys/insert-key.ts';
import { readKeyFields } from '../keys/key-fields.ts';
import { makeKey } from '../keys/key-secret.ts';
import { existsAlready, notThere, wrongField } from '../refusal.ts';
import { findTeam, writeTeam } from '../teams/change-teams.ts';
import { joinTeam, membersOf } from '../teams/members-of.ts';
import { textOf, withWarnings } from '../view.ts';
import { tableOf, type Change, type Operation, type Work } from '../work.ts';
import { readUserFields, viewUser } from './user-fields.ts';

/** Fields of `/user/new` for the key that comes with a user; its limits are the user's. */
const KEY_FIELDS = ['key_alias', 'duration', 'aliases', 'permissions', 'blocked'];
const OWN_FIELDS = ['auto_create_key', 'teams', ...KEY_FIELDS];

/** `POST /user/new`: with a key, unless `auto_create_key` is false. */
export const createUser: Operation = async (work) => {
  const { row, ignored } = readUserFields(work, OWN_FIELDS);
  const id = textOf(row, 'user_id') ?? randomUUID();
  const teams = work.body['teams'] === undefined ? [] : requireTexts(work.body, 'teams');
  return runChange(work, async (change) => {
    await checkFree(change, id, textOf(row, 'user_email'));
    const { now } = change;
    const user = await insertRow(change.tx, tableOf(work, 'UserTable'), {
      models: [],
      ...row,
      user_id: id,
      created_at: now,
      updated_at: now,
    });
    for (const team of teams) await join(change, team, user);
    change.touch('user', id);
    change.audit({ action: 'created', table: 'UserTable', id, after: viewUser(user) });
    const key = work.body['auto_create_key'] === false ? {} : await firstKey(change, id);
    return withWarnings({ ...viewUser(user), teams, ...key }, ignored);
  });
};

/** `POST /user/update`: by `user_id`, or by `user_email`. */
export const changeUser: Operation = async (work) => {
  const { row, ignored } = readUserFields(work);
  return runChange(work, async (change) => {
    const before = await findUser(work, change.tx);
    const id = String(before['user_id']);
    const [after] = await updateRows(change.tx, tableOf(work, 'UserTable'), {
      where: [{ column: 'user_id', is: id }],
      set: { ...row, user_id: id, updated_at: change.now },
    });
    const view = viewUser(after ?? before);
    change.touch('user', id);
    change.audit({
      action: 'updated',
      table: 'UserTable',
      id,
      before: viewUser(before),
      after: view,
    });
    return withWarnings({ user_id: id, data: view }, ignored);
  });
};

async function checkFree({ tx, work }: Change, id: string, email: string | null): Promise<void> {
  const place = tableOf(work, 'UserTable');
  const [known] = await findRows(tx, place, { where: [{ column: 'user_id', is: id }] });
  if (known !== undefined) throw existsAlready('user', 'user_id');
  if (email === null) return;
  const [other] = await findRows(tx, place, { where: [{ column: 'user_email', is: email }] });
  if (other !== undefined) throw existsAlready('user', 'user_email');
}

async function join(change: Change, teamId: string, user: Row): Promise<void> {
  const team = await findTeam(change.work, change.tx, { id: teamId, lock: true });
  const named = { role: 'user' as const, userId: String(user['user_id']), email: null };
  const member = await joinTeam(change, teamId, named);
  const set = { members_with_roles: [...membersOf(team), member] };
  await writeTeam(change, { before: team, set, action: 'updated' });
}

async function firstKey(change: Change, userId: string): Promise<Row> {
  const { work } = change;
  const given = Object.entries(work.body).filter(([name]) => KEY_FIELDS.includes(name));
  const body = { ...Object.fromEntries(given), user_id: userId };
  const key = makeKey();
  const row = await insertKey(change, key, readKeyFields({ ...work, body }));
  const { token, token_id, key_name, expires } = showOnce(row, '');
  return { key: key.secret.reveal(), token, token_id, key_name, expires };
}

async function findUser(work: Work, tx: Queryable): Promise<Row> {
  const id = optionalText(work.body, 'user_id');
  const email = optionalText(work.body, 'user_email');
  if (id === null && email === null) throw wrongField('user_id', 'is missing');
  const where = [
    id === null ? { column: 'user_email', is: String(email) } : { column: 'user_id', is: id },
  ];
  const [user] = await findRows(tx, tableOf(work, 'UserTable'), { where, lock: true });
  if (user === undefined) throw notThere('user', id === null ? 'user_email' : 'user_id');
  return user;
}
