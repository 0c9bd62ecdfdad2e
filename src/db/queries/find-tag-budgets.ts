import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { numberAt, textAt, type RawRow } from '../read-columns.ts';
import { selectExisting } from '../select-existing.ts';
import { parseSnapshot, type Snapshot } from '../snapshot.ts';
import { BUDGET_COLUMNS, readLimits, type Limits } from './read-limits.ts';

/** A tag that has a budget. */
export interface TagRecord {
  readonly name: string;
  /** US dollars. */
  readonly spend: number;
  readonly limits: Limits;
  readonly snapshot: Snapshot;
}

/**
 * Reads every tag with a budget, by name. All at once: tags come from clients, budgets from
 * operators, so there are few of the latter and no request can make the database search.
 */
export type FindTagBudgets = (db: Queryable) => Promise<ReadonlyMap<string, TagRecord>>;

const TABLE = 'LiteLLM_TagTable';
const NONE: ReadonlyMap<string, TagRecord> = new Map();
/** A bound on memory, far above what operators make. */
const MOST_TAGS = 100_000;

/** Writes the statement for the tables and columns of a database; do it once. */
export function createFindTagBudgets(catalog: Catalog): FindTagBudgets {
  if (!catalog.has(TABLE, 'budget_id') || !catalog.has('LiteLLM_BudgetTable', 'max_budget'))
    return async () => NONE;
  const { columns, from } = selectExisting(catalog, [
    { as: 'tag', table: TABLE, columns: ['tag_name', 'spend'] },
    {
      as: 'budget',
      table: 'LiteLLM_BudgetTable',
      columns: BUDGET_COLUMNS,
      on: { budget_id: ['tag.budget_id'] },
    },
  ]);
  const text = `
    SELECT ${columns}, pg_current_snapshot()::text AS snapshot
      FROM ${from}
     WHERE "budget".max_budget IS NOT NULL
     ORDER BY "tag".tag_name
     LIMIT $1`;
  return async (db) => {
    const { rows } = await db.query<RawRow>({
      name: 'find-tag-budgets',
      text,
      values: [MOST_TAGS],
    });
    return new Map(rows.map(readTag).map((tag) => [tag.name, tag]));
  };
}

function readTag(row: RawRow): TagRecord {
  return {
    name: textAt(row, 'tag.tag_name') ?? '',
    spend: numberAt(row, 'tag.spend') ?? 0,
    limits: readLimits(row, 'budget'),
    snapshot: parseSnapshot(textAt(row, 'snapshot')),
  };
}
