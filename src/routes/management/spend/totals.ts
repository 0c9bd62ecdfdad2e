import { findRows } from '../../../db/queries/manage-rows.ts';
import { sumSpend, sumSpendByKey } from '../../../db/queries/manage-spend.ts';
import { readCount } from '../paging.ts';
import { tableOf, type Operation, type Work } from '../work.ts';
import { viewUser } from '../users/user-fields.ts';

const MONTH_MS = 30 * 86_400_000;
const MOST_ROWS = 1_000;

/** `GET /global/spend`: the last thirty days, as LiteLLM's view has them. */
export const globalSpend: Operation = async (work) => {
  const spend = await sumSpend(work.database, tableOf(work, 'SpendLogs'), monthAgo(work));
  return { spend, max_budget: work.parts.gateway.runtime.config.database.maxBudget };
};

/** `GET /global/spend/keys?limit=`: the keys that cost most in the last thirty days. */
export const globalSpendByKey: Operation = async (work) => {
  const limit = readCount(work.query, 'limit', { fallback: 10, most: MOST_ROWS });
  const rows = await sumSpendByKey(work.database, tableOf(work, 'SpendLogs'), {
    since: monthAgo(work),
    limit,
  });
  const keys = await findRows(work.database, tableOf(work, 'VerificationToken'), {
    where: [{ column: 'token', oneOf: rows.map(({ api_key: key }) => key) }],
  });
  const byToken = new Map(keys.map((row) => [row['token'], row]));
  return rows.map(({ api_key: key, spend }) => ({
    api_key: key,
    key_alias: byToken.get(key)?.['key_alias'] ?? null,
    key_name: byToken.get(key)?.['key_name'] ?? null,
    total_spend: spend,
  }));
};

/** `GET /spend/keys`: keys by what they cost since their budget began. */
export const spendByKey: Operation = async (work) =>
  findRows(work.database, tableOf(work, 'VerificationToken'), {
    order: [{ column: 'spend', descending: true }, { column: 'token' }],
    limit: readCount(work.query, 'limit', { fallback: MOST_ROWS, most: MOST_ROWS }),
  });

/** `GET /spend/users?user_id=` */
export const spendByUser: Operation = async (work) => {
  const userId = work.query.get('user_id') ?? '';
  const users = await findRows(work.database, tableOf(work, 'UserTable'), {
    where: userId === '' ? [] : [{ column: 'user_id', is: userId }],
    order: [{ column: 'spend', descending: true }, { column: 'user_id' }],
    limit: readCount(work.query, 'limit', { fallback: MOST_ROWS, most: MOST_ROWS }),
  });
  return users.map(viewUser);
};

function monthAgo({ nowMs }: Work): Date {
  return new Date(nowMs - MONTH_MS);
}
