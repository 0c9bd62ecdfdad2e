import { deleteRows, findRows, keepDeleted } from '../../../db/queries/manage-rows.ts';
import { runChange } from '../change.ts';
import { requireTexts } from '../fields.ts';
import { deletionOf, removeKeys } from '../keys/delete-keys.ts';
import { notThere } from '../refusal.ts';
import { tableOf, type Change, type Operation } from '../work.ts';
import { leaveTeam } from './members.ts';

/** `POST /team/delete`: all of `team_ids` with their keys, or none. */
export const deleteTeams: Operation = async (work) => {
  const ids = requireTexts(work.body, 'team_ids');
  return runChange(work, async (change) => {
    const { tx } = change;
    const from = tableOf(work, 'TeamTable');
    const where = [{ column: 'team_id', oneOf: ids }];
    const teams = await findRows(tx, from, { where, lock: true });
    if (teams.length < ids.length) throw notThere('team', 'team_ids');
    const keys = await findRows(tx, tableOf(work, 'VerificationToken'), { where, lock: true });
    await removeKeys(
      change,
      keys.map(({ token }) => String(token)),
    );
    for (const id of ids) await dismissMembers(change, id);
    const to = { ...from, table: 'LiteLLM_DeletedTeamTable' };
    await keepDeleted(tx, { from, to }, { where, extra: deletionOf(change) });
    await deleteRows(tx, from, where);
    for (const team of teams) {
      const id = String(team['team_id']);
      change.touch('team', id);
      change.audit({ action: 'deleted', table: 'TeamTable', id, before: team });
    }
    return { deleted_teams: ids };
  });
};

/** Users, not `members_with_roles`, are asked: the two lists may differ. */
async function dismissMembers(change: Change, id: string): Promise<void> {
  const where = [{ column: 'teams', holds: id }];
  const users = await findRows(change.tx, tableOf(change.work, 'UserTable'), { where });
  for (const { user_id: userId } of users) await leaveTeam(change, id, String(userId));
}
