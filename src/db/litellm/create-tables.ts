import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';
import { INDEXED, RELATIONS, UNIQUE } from './relations.ts';
import { columnsOf, type LitellmColumn, type LitellmTable } from './table.ts';

/**
 * Makes tables as LiteLLM's migrations make them, in a transaction of the caller's. Foreign keys are
 * made between tables of the list. Rejects when one of them exists.
 */
export async function createTables(
  tx: Queryable,
  tables: readonly LitellmTable[],
  schema = 'public',
): Promise<void> {
  for (const text of statementsFor(tables, schema))
    await tx.query({ name: 'create-litellm', text });
}

/** The statements, in order. */
export function statementsFor(tables: readonly LitellmTable[], schema: string): string[] {
  const names = new Set(tables.map(({ name }) => name));
  const needsEnum = tables.some(({ columns }) => columns.includes('"JobStatus"'));
  const status = `${quoteName(schema)}."JobStatus"`;
  return [
    ...(needsEnum ? [`CREATE TYPE ${status} AS ENUM ('ACTIVE', 'INACTIVE')`] : []),
    ...tables.map((table) => createTable(table, schema)),
    ...tables.flatMap(({ name }) => indexesOf(name, schema)),
    ...RELATIONS.filter(({ table, parent }) => names.has(table) && names.has(parent)).map(
      ({ table, column, parent, parentColumn, onDelete }) =>
        `ALTER TABLE ${quoteTable(schema, table)} ADD CONSTRAINT ${quoteName(`${table}_${column}_fkey`)} ` +
        `FOREIGN KEY (${quoteName(column)}) REFERENCES ${quoteTable(schema, parent)} ` +
        `(${quoteName(parentColumn)}) ON DELETE ${onDelete} ON UPDATE CASCADE`,
    ),
  ];
}

function createTable(table: LitellmTable, schema: string): string {
  const columns = columnsOf(table).map((column) => defineColumn(column, schema));
  const key = table.primaryKey.map(quoteName).join(', ');
  const constraint = `CONSTRAINT ${quoteName(`${table.name}_pkey`)} PRIMARY KEY (${key})`;
  return `CREATE TABLE ${quoteTable(schema, table.name)} (${[...columns, constraint].join(', ')})`;
}

function defineColumn({ name, type, nullable, defaultTo }: LitellmColumn, schema: string): string {
  if (defaultTo === 'serial') return `${quoteName(name)} serial`;
  const qualified = type.startsWith('"') ? `${quoteName(schema)}.${type}` : type;
  const rest = `${nullable ? '' : ' NOT NULL'}${defaultTo === null ? '' : ` DEFAULT ${defaultTo}`}`;
  return `${quoteName(name)} ${qualified}${rest}`;
}

function indexesOf(table: string, schema: string): string[] {
  return [
    ...(UNIQUE[table] ?? []).map((columns) =>
      createIndex({ table, schema, columns, unique: true }),
    ),
    ...(INDEXED[table] ?? []).map((columns) =>
      createIndex({ table, schema, columns, unique: false }),
    ),
  ];
}

interface Index {
  readonly table: string;
  readonly schema: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
}

/** Names as Prisma makes them: cut to 63 bytes by the server. */
function createIndex({ table, schema, columns, unique }: Index): string {
  const name = quoteName(`${table}_${columns.join('_')}_${unique ? 'key' : 'idx'}`.slice(0, 63));
  const kind = unique ? 'UNIQUE INDEX' : 'INDEX';
  return `CREATE ${kind} ${name} ON ${quoteTable(schema, table)} (${columns.map(quoteName).join(', ')})`;
}
