import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { numberAt, textAt, type RawRow } from '../read-columns.ts';
import { selectExisting } from '../select-existing.ts';
import { parseSnapshot, type Snapshot } from '../snapshot.ts';
import { BUDGET_COLUMNS, readLimits, type Limits } from './read-limits.ts';

/** What a user spent, and may spend. */
export interface UserBudget {
  /** US dollars. */
  readonly spend: number;
  readonly limits: Limits;
  readonly snapshot: Snapshot;
}

/** Finds the budget of a user by id. */
export type FindUserBudget = (db: Queryable, id: string) => Promise<UserBudget | null>;

const TABLE = 'LiteLLM_UserTable';

/** Writes the statement for the columns of a database; do it once. */
export function createFindUserBudget(catalog: Catalog): FindUserBudget {
  if (!catalog.has(TABLE, 'user_id')) return async () => null;
  const { columns, from } = selectExisting(catalog, [
    { as: 'user', table: TABLE, columns: ['user_id', 'spend', ...BUDGET_COLUMNS] },
  ]);
  const text = `
    SELECT ${columns}, pg_current_snapshot()::text AS snapshot
      FROM ${from}
     WHERE "user".user_id = $1`;
  return async (db, id) => {
    const { rows } = await db.query<RawRow>({ name: 'find-user-budget', text, values: [id] });
    const [row] = rows;
    if (row === undefined) return null;
    return {
      spend: numberAt(row, 'user.spend') ?? 0,
      limits: readLimits(row, 'user'),
      snapshot: parseSnapshot(textAt(row, 'snapshot')),
    };
  };
}
