import { countRows, findRows, type Condition } from '../../../db/queries/manage-rows.ts';
import { pagesOf, readOrder, readPage } from '../paging.ts';
import { notThere, wrongField } from '../refusal.ts';
import { textsOf } from '../view.ts';
import { tableOf, type Operation, type Work } from '../work.ts';
import { viewUser } from './user-fields.ts';

const MOST_KEYS = 1_000;
const SORTABLE = [
  'created_at',
  'updated_at',
  'spend',
  'user_id',
  'user_email',
  'user_alias',
  'user_role',
];

/** `GET /user/info?user_id=`: with keys and teams. */
export const showUser: Operation = async (work) => {
  const { query, database } = work;
  const id = query.get('user_id');
  if (id === null || id === '') throw wrongField('user_id', 'is missing');
  const where = [{ column: 'user_id', is: id }];
  const [user] = await findRows(database, tableOf(work, 'UserTable'), { where });
  if (user === undefined) throw notThere('user', 'user_id');
  const keys = await findRows(database, tableOf(work, 'VerificationToken'), {
    where,
    order: [{ column: 'created_at', descending: true }, { column: 'token' }],
    limit: MOST_KEYS,
  });
  const teams = await findRows(database, tableOf(work, 'TeamTable'), {
    where: [{ column: 'team_id', oneOf: textsOf(user, 'teams') }],
    order: [{ column: 'team_id' }],
  });
  return { user_id: id, user_info: viewUser(user), keys, teams };
};

/** `GET /user/list` */
export const listUsers: Operation = async (work) => {
  const { query, database } = work;
  const place = tableOf(work, 'UserTable');
  const page = readPage(query, { sizeName: 'page_size', size: 25, most: 100 });
  const where = filtersOf(work);
  const order = readOrder(query, SORTABLE, 'user_id');
  const users = await findRows(database, place, {
    where,
    order,
    limit: page.size,
    offset: page.offset,
  });
  const total = await countRows(database, place, where);
  return {
    users: users.map(viewUser),
    total,
    page: page.number,
    page_size: page.size,
    total_pages: pagesOf(total, page),
  };
};

function filtersOf({ query }: Work): readonly Condition[] {
  const conditions: Condition[] = [];
  const given = (name: string): string => query.get(name) ?? '';
  if (given('role') !== '') conditions.push({ column: 'user_role', is: given('role') });
  if (given('user_email') !== '') {
    conditions.push({ column: 'user_email', contains: given('user_email') });
  }
  if (given('team') !== '') conditions.push({ column: 'teams', holds: given('team') });
  if (given('user_ids') !== '') {
    conditions.push({ column: 'user_id', oneOf: given('user_ids').split(',') });
  }
  return conditions;
}
