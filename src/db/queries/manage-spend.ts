import type { Queryable } from '../database.ts';
import { quoteTable } from '../identifier.ts';
import { whereClause, type Condition, type TablePlace } from './manage-rows.ts';

/** What one user spent on one model in one day. */
export interface DaySpend {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly user: string;
  readonly model: string;
  /** US dollars. */
  readonly spend: number;
}

/** Sums of `LiteLLM_SpendLogs` by day, user and model. */
export async function sumSpendByDay(
  db: Queryable,
  place: TablePlace,
  where: readonly Condition[],
): Promise<readonly DaySpend[]> {
  const values: unknown[] = [];
  const text = `
    SELECT to_char("startTime", 'YYYY-MM-DD') AS day, coalesce("user", '') AS "user", model,
           coalesce(sum(spend), 0) AS spend
      FROM ${quoteTable(place.catalog.schema, place.table)}${whereClause(place, where, values)}
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
  const { rows } = await db.query<DaySpend>({ name: 'manage-sum-spend-by-day', text, values });
  return rows;
}

/** What everybody spent since a moment, in US dollars. */
export async function sumSpend(db: Queryable, place: TablePlace, since: Date): Promise<number> {
  const values: unknown[] = [];
  const where = [{ column: 'startTime', from: since }];
  const text = `
    SELECT coalesce(sum(spend), 0) AS spend
      FROM ${quoteTable(place.catalog.schema, place.table)}${whereClause(place, where, values)}`;
  const { rows } = await db.query<{ spend: number }>({ name: 'manage-sum-spend', text, values });
  return rows[0]?.spend ?? 0;
}

/** The keys (their hashes) that spent most since a moment. */
export async function sumSpendByKey(
  db: Queryable,
  place: TablePlace,
  { since, limit }: { readonly since: Date; readonly limit: number },
): Promise<readonly { readonly api_key: string; readonly spend: number }[]> {
  const values: unknown[] = [limit];
  const where = [{ column: 'startTime', from: since }];
  const text = `
    SELECT api_key, sum(spend) AS spend
      FROM ${quoteTable(place.catalog.schema, place.table)}${whereClause(place, where, values)}
     GROUP BY api_key ORDER BY spend DESC, api_key LIMIT $1`;
  const { rows } = await db.query<{ api_key: string; spend: number }>({
    name: 'manage-sum-spend-by-key',
    text,
    values,
  });
  return rows;
}
