import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { flagAt, numberAt, textAt, type RawRow } from '../read-columns.ts';
import { selectExisting } from '../select-existing.ts';
import { parseSnapshot, type Snapshot } from '../snapshot.ts';
import { BUDGET_COLUMNS, readLimits, type Limits } from './read-limits.ts';

/** A customer of a caller, as requests name it in `user`. */
export interface EndUserRecord {
  readonly id: string;
  readonly blocked: boolean;
  /** US dollars. */
  readonly spend: number;
  readonly limits: Limits;
  readonly budgetId: string | null;
  readonly snapshot: Snapshot;
}

/** Finds an end user by id. */
export type FindEndUser = (db: Queryable, id: string) => Promise<EndUserRecord | null>;

const TABLE = 'LiteLLM_EndUserTable';

/** Writes the statement for the tables and columns of a database; do it once. */
export function createFindEndUser(catalog: Catalog): FindEndUser {
  if (!catalog.has(TABLE, 'user_id')) return async () => null;
  const { columns, from } = selectExisting(catalog, [
    { as: 'end_user', table: TABLE, columns: ['user_id', 'blocked', 'spend'] },
    {
      as: 'budget',
      table: 'LiteLLM_BudgetTable',
      columns: BUDGET_COLUMNS,
      on: { budget_id: ['end_user.budget_id'] },
    },
  ]);
  const text = `
    SELECT ${columns}, pg_current_snapshot()::text AS snapshot
      FROM ${from}
     WHERE "end_user".user_id = $1`;
  return async (db, id) => {
    const { rows } = await db.query<RawRow>({ name: 'find-end-user', text, values: [id] });
    const [row] = rows;
    if (row === undefined) return null;
    return {
      id,
      blocked: flagAt(row, 'end_user.blocked'),
      spend: numberAt(row, 'end_user.spend') ?? 0,
      limits: readLimits(row, 'budget'),
      budgetId: textAt(row, 'budget.budget_id'),
      snapshot: parseSnapshot(textAt(row, 'snapshot')),
    };
  };
}
