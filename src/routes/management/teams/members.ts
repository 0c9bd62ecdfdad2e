import { randomUUID } from 'node:crypto';
import {
  deleteRows,
  findRows,
  insertRow,
  updateRows,
  type Row,
} from '../../../db/queries/manage-rows.ts';
import { runChange } from '../change.ts';
import { optionalText, readField, requireText } from '../fields.ts';
import { notThere, wrongField } from '../refusal.ts';
import { textsOf, withWarnings } from '../view.ts';
import { tableIfThere, tableOf, type Change, type Operation } from '../work.ts';
import { findTeam, writeTeam } from './change-teams.ts';
import { joinTeam, membersOf, readMembers, type Member } from './members-of.ts';

const ADD_FIELDS = new Set(['team_id', 'member', 'max_budget_in_team']);

/** `POST /team/member_add`: `member` is one or a list; who is in already gets the new role. */
export const addMembers: Operation = async (work) => {
  const id = requireText(work.body, 'team_id');
  const named = readMembers(work.body['member'], 'member');
  const budget = readField('max_budget_in_team', work.body['max_budget_in_team'] ?? null, 'amount');
  const ignored = Object.keys(work.body).filter((name) => !ADD_FIELDS.has(name));
  return runChange(work, async (change) => {
    const before = await findTeam(work, change.tx, { id, lock: true });
    const added: Member[] = [];
    for (const member of named) {
      const joined = await joinTeam(change, id, member);
      if (typeof budget === 'number') await limitMember(change, { id, joined, budget });
      added.push(joined);
    }
    const ids = new Set(added.map(({ user_id: userId }) => userId));
    const others = membersOf(before).filter(({ user_id: userId }) => !ids.has(String(userId)));
    const set = { members_with_roles: [...others, ...added] };
    const team = await writeTeam(change, { before, set, action: 'updated' });
    return withWarnings({ ...team, ...(await membershipsOf(change, id)) }, ignored);
  });
};

/** `POST /team/member_delete`: `user_id` or `user_email`. */
export const removeMember: Operation = async (work) => {
  const id = requireText(work.body, 'team_id');
  const userId = optionalText(work.body, 'user_id');
  const email = optionalText(work.body, 'user_email');
  if (userId === null && email === null) throw wrongField('user_id', 'is missing');
  return runChange(work, async (change) => {
    const before = await findTeam(work, change.tx, { id, lock: true });
    const isMeant = (member: Row): boolean =>
      userId === null ? member['user_email'] === email : member['user_id'] === userId;
    const members = membersOf(before);
    const left = members.filter((member) => !isMeant(member));
    if (left.length === members.length) throw notThere('member', 'user_id');
    for (const member of members.filter(isMeant)) {
      await leaveTeam(change, id, String(member['user_id']));
    }
    return writeTeam(change, { before, set: { members_with_roles: left }, action: 'updated' });
  });
};

/** Takes a team out of what a user's row says. */
export async function leaveTeam(change: Change, teamId: string, userId: string): Promise<void> {
  const { work, tx } = change;
  const users = tableOf(work, 'UserTable');
  const where = [{ column: 'user_id', is: userId }];
  const [user] = await findRows(tx, users, { where, lock: true });
  const teams = textsOf(user, 'teams').filter((team) => team !== teamId);
  if (user !== undefined) await updateRows(tx, users, { where, set: { teams } });
  const memberships = tableIfThere(work, 'TeamMembership');
  if (memberships !== null) {
    await deleteRows(tx, memberships, [...where, { column: 'team_id', is: teamId }]);
  }
  change.touch('user', userId);
}

interface Limit {
  readonly id: string;
  readonly joined: Member;
  readonly budget: number;
}

/** A budget of its own for one member of a team. */
async function limitMember(change: Change, { id, joined, budget }: Limit): Promise<void> {
  const { work, tx, now, actor } = change;
  const budgetId = randomUUID();
  await insertRow(tx, tableOf(work, 'BudgetTable'), {
    budget_id: budgetId,
    max_budget: budget,
    created_at: now,
    created_by: actor,
    updated_at: now,
    updated_by: actor,
  });
  await updateRows(tx, tableOf(work, 'TeamMembership'), {
    where: [
      { column: 'user_id', is: joined.user_id },
      { column: 'team_id', is: id },
    ],
    set: { budget_id: budgetId },
  });
}

async function membershipsOf({ work, tx }: Change, id: string): Promise<Row> {
  const place = tableIfThere(work, 'TeamMembership');
  const where = [{ column: 'team_id', is: id }];
  const updated = place === null ? [] : await findRows(tx, place, { where });
  return { updated_team_memberships: updated };
}
