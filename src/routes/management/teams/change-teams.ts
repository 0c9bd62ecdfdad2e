import { randomUUID } from 'node:crypto';
import { findRows, insertRow, updateRows, type Row } from '../../../db/queries/manage-rows.ts';
import type { Queryable } from '../../../db/database.ts';
import { runChange } from '../change.ts';
import { optionalText, requireText } from '../fields.ts';
import { existsAlready, notThere } from '../refusal.ts';
import { withWarnings } from '../view.ts';
import { tableOf, type Change, type Operation, type Work } from '../work.ts';
import { joinTeam, readMembers, type Member } from './members-of.ts';
import { readTeamFields, writeAliases } from './team-fields.ts';

/** `POST /team/new` */
export const createTeam: Operation = async (work) => {
  const { row, aliases, ignored } = readTeamFields(work, null, ['members_with_roles']);
  const id = optionalText(work.body, 'team_id') ?? randomUUID();
  const named = readMembers(work.body['members_with_roles'] ?? [], 'members_with_roles');
  return runChange(work, async (change) => {
    const { tx, now } = change;
    const place = tableOf(work, 'TeamTable');
    const [known] = await findRows(tx, place, { where: [{ column: 'team_id', is: id }] });
    if (known !== undefined) throw existsAlready('team', 'team_id');
    const members: Member[] = [];
    for (const member of named) members.push(await joinTeam(change, id, member));
    const team = await insertRow(tx, place, {
      models: [],
      ...row,
      ...(await writeAliases(change, { row, aliases, ignored }, null)),
      team_id: id,
      admins: [],
      members: [],
      members_with_roles: members,
      created_at: now,
      updated_at: now,
    });
    change.touch('team', id);
    change.audit({ action: 'created', table: 'TeamTable', id, after: team });
    return withWarnings(team, ignored);
  });
};

/** `POST /team/update`: only what the body names. */
export const changeTeam: Operation = async (work) => {
  const id = requireText(work.body, 'team_id');
  return runChange(work, async (change) => {
    const before = await findTeam(work, change.tx, { id, lock: true });
    const fields = readTeamFields(work, before);
    const set = { ...fields.row, ...(await writeAliases(change, fields, before)) };
    const team = await writeTeam(change, { before, set, action: 'updated' });
    return withWarnings({ team_id: id, data: team }, fields.ignored);
  });
};

/** `POST /team/block` */
export const blockTeam: Operation = setBlocked(true);

/** `POST /team/unblock` */
export const unblockTeam: Operation = setBlocked(false);

function setBlocked(blocked: boolean): Operation {
  return async (work) => {
    const id = requireText(work.body, 'team_id');
    return runChange(work, async (change) => {
      const before = await findTeam(work, change.tx, { id, lock: true });
      const action = blocked ? 'blocked' : 'updated';
      return writeTeam(change, { before, set: { blocked }, action });
    });
  };
}

interface TeamWrite {
  readonly before: Row;
  readonly set: Row;
  readonly action: 'updated' | 'blocked';
}

/** Writes columns of a team and gives its row. */
export async function writeTeam(change: Change, { before, set, action }: TeamWrite): Promise<Row> {
  const id = String(before['team_id']);
  const [after] = await updateRows(change.tx, tableOf(change.work, 'TeamTable'), {
    where: [{ column: 'team_id', is: id }],
    set: { ...set, updated_at: change.now },
  });
  change.touch('team', id);
  change.audit({ action, table: 'TeamTable', id, before, after: after ?? {} });
  return after ?? before;
}

/** The row of a team; throws a `Refusal` when there is none. */
export async function findTeam(
  work: Work,
  db: Queryable,
  { id, lock = false }: { readonly id: string; readonly lock?: boolean },
): Promise<Row> {
  const where = [{ column: 'team_id', is: id }];
  const [team] = await findRows(db, tableOf(work, 'TeamTable'), { where, lock });
  if (team === undefined) throw notThere('team', 'team_id');
  return team;
}
