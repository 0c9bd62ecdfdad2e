import { deleteRows, findRows } from '../../../db/queries/manage-rows.ts';
import { runChange } from '../change.ts';
import { requireTexts } from '../fields.ts';
import { removeKeys } from '../keys/delete-keys.ts';
import { notThere } from '../refusal.ts';
import { findTeam, writeTeam } from '../teams/change-teams.ts';
import { membersOf } from '../teams/members-of.ts';
import { textsOf } from '../view.ts';
import { tableIfThere, tableOf, type Change, type Operation } from '../work.ts';
import { viewUser } from './user-fields.ts';

/** Rows that a user leaves nowhere: table, column. */
const LINKED = [
  ['InvitationLink', 'user_id'],
  ['InvitationLink', 'created_by'],
  ['InvitationLink', 'updated_by'],
  ['OrganizationMembership', 'user_id'],
  ['TeamMembership', 'user_id'],
] as const;

/** `POST /user/delete`: all of `user_ids` with their keys, or none. Answers how many, as LiteLLM does. */
export const deleteUsers: Operation = async (work) => {
  const ids = requireTexts(work.body, 'user_ids');
  return runChange(work, async (change) => {
    const { tx } = change;
    const place = tableOf(work, 'UserTable');
    const where = [{ column: 'user_id', oneOf: ids }];
    const users = await findRows(tx, place, { where, lock: true });
    if (users.length < ids.length) throw notThere('user', 'user_ids');
    const keys = await findRows(tx, tableOf(work, 'VerificationToken'), { where, lock: true });
    await removeKeys(
      change,
      keys.map(({ token }) => String(token)),
    );
    const teams = new Set(users.flatMap((user) => textsOf(user, 'teams')));
    for (const team of teams) await takeOut(change, team, new Set(ids));
    for (const [table, column] of LINKED) {
      const linked = tableIfThere(work, table);
      if (linked !== null) await deleteRows(tx, linked, [{ column, oneOf: ids }]);
    }
    const count = await deleteRows(tx, place, where);
    for (const user of users) {
      const id = String(user['user_id']);
      change.touch('user', id);
      change.audit({ action: 'deleted', table: 'UserTable', id, before: viewUser(user) });
    }
    return count;
  });
};

/** A team that is gone already does not matter. */
async function takeOut(change: Change, teamId: string, ids: ReadonlySet<string>): Promise<void> {
  const { work, tx } = change;
  const where = [{ column: 'team_id', is: teamId }];
  const [known] = await findRows(tx, tableOf(work, 'TeamTable'), { where });
  if (known === undefined) return;
  const before = await findTeam(work, tx, { id: teamId, lock: true });
  const left = membersOf(before).filter(({ user_id: id }) => !ids.has(String(id)));
  await writeTeam(change, { before, set: { members_with_roles: left }, action: 'updated' });
}
