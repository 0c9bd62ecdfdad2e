import {
  insertMissing,
  findRows,
  updateRows,
  readJson,
  type Row,
} from '../../../db/queries/manage-rows.ts';
import { isRecord, optionalText } from '../fields.ts';
import { wrongField } from '../refusal.ts';
import { textOf, textsOf } from '../view.ts';
import { tableIfThere, tableOf, type Change } from '../work.ts';

/** One entry of a team's `members_with_roles`. */
export interface Member {
  readonly role: 'admin' | 'user';
  readonly user_id: string;
  readonly user_email: string | null;
}

/** What a client says of a member: one of the two names is there. */
export interface NamedMember {
  readonly role: Member['role'];
  readonly userId: string | null;
  readonly email: string | null;
}

/** Reads a member, or a list of them. Throws a `Refusal`. */
export function readMembers(value: unknown, field: string): readonly NamedMember[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => readMember(item, field));
}

function readMember(item: unknown, field: string): NamedMember {
  if (!isRecord(item)) throw wrongField(field, 'must be an object with role and user_id');
  const role = item['role'] ?? 'user';
  if (role !== 'admin' && role !== 'user')
    throw wrongField(`${field}.role`, 'must be admin or user');
  const userId = optionalText(item, 'user_id');
  const email = optionalText(item, 'user_email');
  if (userId === null && email === null) throw wrongField(`${field}.user_id`, 'is missing');
  return { role, userId, email };
}

/** The members a team has. */
export function membersOf(team: Row): readonly Row[] {
  const members = readJson(team['members_with_roles']);
  return Array.isArray(members) ? members.filter(isRecord) : [];
}

/** Puts a user, who is made where there is none, into a team that is in the database. */
export async function joinTeam(
  change: Change,
  teamId: string,
  named: NamedMember,
): Promise<Member> {
  const user = await findOrMakeUser(change, named);
  const userId = String(user['user_id']);
  const { work, tx } = change;
  const teams = textsOf(user, 'teams');
  if (!teams.includes(teamId)) {
    await updateRows(tx, tableOf(work, 'UserTable'), {
      where: [{ column: 'user_id', is: userId }],
      set: { teams: [...teams, teamId], updated_at: change.now },
    });
  }
  const memberships = tableIfThere(work, 'TeamMembership');
  if (memberships !== null) {
    await insertMissing(tx, memberships, { user_id: userId, team_id: teamId });
  }
  change.touch('user', userId);
  return {
    role: named.role,
    user_id: userId,
    user_email: named.email ?? textOf(user, 'user_email'),
  };
}

async function findOrMakeUser(change: Change, { userId, email }: NamedMember): Promise<Row> {
  const { work, tx, now } = change;
  const place = tableOf(work, 'UserTable');
  if (userId !== null) {
    const row = {
      user_id: userId,
      user_email: email,
      models: [],
      created_at: now,
      updated_at: now,
    };
    await insertMissing(tx, place, row);
    const where = [{ column: 'user_id', is: userId }];
    const [user] = await findRows(tx, place, { where, lock: true });
    return user ?? row;
  }
  const where = [{ column: 'user_email', is: String(email) }];
  const [user] = await findRows(tx, place, { where, lock: true });
  if (user === undefined) throw wrongField('user_email', 'belongs to no user; give a user_id');
  return user;
}
