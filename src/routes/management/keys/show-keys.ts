import { countRows, findRows, type Condition } from '../../../db/queries/manage-rows.ts';
import { pagesOf, readOrder, readPage } from '../paging.ts';
import { NOT_ALLOWED, notThere, Refusal } from '../refusal.ts';
import { tableOf, type Operation, type Work } from '../work.ts';
import { findKey } from './find-key.ts';
import { tokenOf } from './key-secret.ts';
import { describeKey, viewKey } from './key-view.ts';

/** LiteLLM's own UI sessions are keys of this team. */
const UI_TEAM = 'litellm-dashboard';
const SORTABLE = [
  'created_at',
  'updated_at',
  'expires',
  'spend',
  'max_budget',
  'key_alias',
  'token',
];

/** `GET /key/info?key=`: without `key` the caller's own; an owner sees no other. */
export const showKey: Operation = async (work) => {
  const { caller, query, database } = work;
  const asked = query.get('key');
  const token = asked === null || asked === '' ? caller.keyHash : tokenOf(asked);
  if (caller.standing === 'owner' && token !== caller.keyHash) throw new Refusal(NOT_ALLOWED);
  if (caller.isMaster && token === caller.keyHash) throw notThere('key', 'key');
  const row = await findKey(work, database, { key: token });
  return { key: token, info: await describeKey(work, database, row) };
};

/** `GET /key/list`: hashes, or whole keys with `return_full_object=true`. */
export const listKeys: Operation = async (work) => {
  const { query, database } = work;
  const deleted = query.get('status') === 'deleted';
  const place = tableOf(work, deleted ? 'DeletedVerificationToken' : 'VerificationToken');
  const page = readPage(query, { sizeName: 'size', size: 10, most: 100 });
  const order = readOrder(query, SORTABLE, 'token');
  const where = filtersOf(work);
  const rows = await findRows(database, place, {
    where,
    order,
    limit: page.size,
    offset: page.offset,
  });
  const total = await countRows(database, place, where);
  const full = query.get('return_full_object') === 'true';
  const keys = [];
  for (const row of rows) keys.push(full ? await viewKey(work, database, row) : row['token']);
  return {
    keys,
    total_count: total,
    current_page: page.number,
    total_pages: pagesOf(total, page),
  };
};

/** Parameter and the column it compares. */
const FILTERS = ['user_id', 'team_id', 'organization_id', 'project_id', 'key_alias'] as const;

function filtersOf({ query }: Work): readonly Condition[] {
  const conditions: Condition[] = [{ column: 'team_id', isNot: UI_TEAM }];
  for (const column of FILTERS) {
    const value = query.get(column);
    if (value !== null && value !== '') conditions.push({ column, is: value });
  }
  const key = query.get('key_hash');
  if (key !== null && key !== '') conditions.push({ column: 'token', is: tokenOf(key) });
  return conditions;
}
