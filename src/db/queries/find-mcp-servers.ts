import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';

/** A row of `LiteLLM_MCPServerTable`, column by column as the driver reads it. Holds secrets. */
export type McpServerRow = Readonly<Record<string, unknown>>;

const TABLE = 'LiteLLM_MCPServerTable';
const NAMES = ['server_id', 'alias', 'server_name'] as const;
/** A bound on memory, far above what operators register. */
const MOST_SERVERS = 10_000;
/** Enough to say between which one has to choose. */
const MOST_MATCHES = 6;

const COLUMNS = [
  ...NAMES,
  'description',
  'url',
  'spec_path',
  'transport',
  'auth_type',
  'credentials',
  'token_url',
  'oauth2_flow',
  'command',
  'args',
  'env',
  'static_headers',
  'extra_headers',
  'allowed_tools',
  'mcp_access_groups',
  'allow_all_keys',
  'is_byok',
  'approval_status',
  'timeout',
] as const;

/** Which of its names a server is asked by. */
export type McpServerNaming = 'auto' | 'id' | 'name';

/**
 * Rows whose id, alias or name is `asked`: ids first, then aliases. None where there is no such table. What is
 * asked is bound, whatever is in it.
 */
export async function findMcpServers(
  db: Queryable,
  catalog: Catalog,
  { asked, by }: { readonly asked: string; readonly by: McpServerNaming },
): Promise<readonly McpServerRow[]> {
  // PostgreSQL has no text with a zero in it.
  if (!catalog.has(TABLE) || asked.includes('\0')) return [];
  const names = NAMES.filter((name) => catalog.has(TABLE, name)).filter(
    (name) => by === 'auto' || (name === 'server_id') === (by === 'id'),
  );
  const where = names.map((name) => `${quoteName(name)} = $1`);
  const order = names.map((name) => `(${quoteName(name)} = $1) DESC NULLS LAST`);
  const { rows } = await db.query<McpServerRow>({
    name: `find-mcp-server-by-${by}`,
    text: `${select(catalog)} WHERE ${where.join(' OR ')}
            ORDER BY ${[...order, 'server_id'].join(', ')} LIMIT ${MOST_MATCHES}`,
    values: [asked],
  });
  return rows;
}

/** Every registered server, by id. */
export async function listMcpServers(
  db: Queryable,
  catalog: Catalog,
): Promise<readonly McpServerRow[]> {
  if (!catalog.has(TABLE)) return [];
  const { rows } = await db.query<McpServerRow>({
    name: 'list-mcp-servers',
    text: `${select(catalog)} ORDER BY server_id LIMIT ${MOST_SERVERS}`,
  });
  return rows;
}

function select(catalog: Catalog): string {
  const columns = COLUMNS.filter((column) => catalog.has(TABLE, column)).map(quoteName);
  return `SELECT ${columns.join(', ')} FROM ${quoteTable(catalog.schema, TABLE)}`;
}
