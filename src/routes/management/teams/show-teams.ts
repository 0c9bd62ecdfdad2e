import { findRows, type Condition, type Row } from '../../../db/queries/manage-rows.ts';
import { readPage } from '../paging.ts';
import { wrongField } from '../refusal.ts';
import { textsOf } from '../view.ts';
import { tableIfThere, tableOf, type Operation, type Work } from '../work.ts';
import { findTeam } from './change-teams.ts';

const MOST_KEYS = 1_000;

/** `GET /team/info?team_id=` */
export const showTeam: Operation = async (work) => {
  const id = work.query.get('team_id');
  if (id === null || id === '') throw wrongField('team_id', 'is missing');
  const team = await findTeam(work, work.database, { id });
  const where = [{ column: 'team_id', is: id }];
  const keys = await findRows(work.database, tableOf(work, 'VerificationToken'), {
    where,
    order: [{ column: 'created_at', descending: true }, { column: 'token' }],
    limit: MOST_KEYS,
  });
  return { team_id: id, team_info: team, keys, team_memberships: await memberships(work, where) };
};

/** `GET /team/list`: newest first, `?page=` and `?page_size=` (1,000) on. */
export const listTeams: Operation = async (work) => {
  const { query, database } = work;
  const page = readPage(query, { sizeName: 'page_size', size: 1_000, most: 1_000 });
  return findRows(database, tableOf(work, 'TeamTable'), {
    where: [...filtersOf(work), ...(await ofUser(work))],
    order: [{ column: 'created_at', descending: true }, { column: 'team_id' }],
    limit: page.size,
    offset: page.offset,
  });
};

function filtersOf({ query }: Work): readonly Condition[] {
  const conditions: Condition[] = [];
  for (const column of ['organization_id', 'team_id', 'team_alias']) {
    const value = query.get(column);
    if (value !== null && value !== '') conditions.push({ column, is: value });
  }
  return conditions;
}

/** `?user_id=`: the teams that the user's row names. */
async function ofUser(work: Work): Promise<readonly Condition[]> {
  const userId = work.query.get('user_id');
  if (userId === null || userId === '') return [];
  const where = [{ column: 'user_id', is: userId }];
  const [user] = await findRows(work.database, tableOf(work, 'UserTable'), { where });
  return [{ column: 'team_id', oneOf: textsOf(user, 'teams') }];
}

async function memberships(work: Work, where: readonly Condition[]): Promise<readonly Row[]> {
  const place = tableIfThere(work, 'TeamMembership');
  return place === null ? [] : findRows(work.database, place, { where });
}
