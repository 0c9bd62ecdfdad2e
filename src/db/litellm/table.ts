/** What a table is for: the unit in which databases are wiped. */
export type TableGroup =
  'keys' | 'identity' | 'budgets' | 'config' | 'spend' | 'operations' | 'provider-state';

/**
 * One of LiteLLM's tables. `columns` in short: `name type`, `!` where it may not be null, `=` with
 * its default (`now`, `serial`, `{}` for an empty list or object, or an SQL literal); `ts3` is
 * `timestamp(3)`.
 */
export interface LitellmTable {
  readonly name: string;
  readonly group: TableGroup;
  readonly primaryKey: readonly string[];
  readonly columns: string;
}

/** One column, spelled out. */
export interface LitellmColumn {
  readonly name: string;
  /** As SQL writes it. */
  readonly type: string;
  readonly nullable: boolean;
  /** SQL expression; null: none. */
  readonly defaultTo: string | null;
}

const COLUMN = /^"?(\w+)"? ("?\w+"?(?:\[\])?)(!?)(?:=(.+))?$/;
const TYPES: Readonly<Record<string, string>> = {
  ts3: 'timestamp(3)',
  float8: 'double precision',
};

/** The columns of a table, in order. */
export function columnsOf({ name: table, columns }: LitellmTable): LitellmColumn[] {
  return columns
    .trim()
    .split(/,\s+/)
    .map((text) => {
      const [, name, type, mark, defaultTo] = COLUMN.exec(text) ?? [];
      if (name === undefined || type === undefined) throw new RangeError(`${table}: ${text}`);
      return {
        name,
        type: TYPES[type] ?? type,
        nullable: mark !== '!',
        defaultTo: defaultTo === undefined ? null : readDefault(type, defaultTo),
      };
    });
}

function readDefault(type: string, text: string): string {
  if (text === 'now') return 'CURRENT_TIMESTAMP';
  if (text === '{}') return type === 'jsonb' ? `'{}'` : 'ARRAY[]::text[]';
  return text;
}
