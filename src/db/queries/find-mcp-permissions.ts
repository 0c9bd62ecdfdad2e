import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { quoteTable } from '../identifier.ts';
import { jsonAt, textsAt, type RawRow } from '../read-columns.ts';

/** What an object permission says of MCP servers. Everything empty: nothing. */
export interface McpPermission {
  /** Ids or names. */
  readonly servers: readonly string[];
  readonly accessGroups: readonly string[];
  /** Names of tools by server. */
  readonly tools: Readonly<Record<string, readonly string[]>>;
}

/** Of a key, and of its team. Null: it has none. */
export interface McpPermissions {
  readonly key: McpPermission | null;
  readonly team: McpPermission | null;
}

const KEYS = 'LiteLLM_VerificationToken';
const TEAMS = 'LiteLLM_TeamTable';
const PERMISSIONS = 'LiteLLM_ObjectPermissionTable';
const NONE: McpPermissions = { key: null, team: null };

/** Reads what a key, by the SHA-256 hex of it, and its team may do with MCP servers. */
export async function findMcpPermissions(
  db: Queryable,
  catalog: Catalog,
  keyHash: string,
): Promise<McpPermissions> {
  const isThere =
    catalog.has(KEYS, 'object_permission_id') && catalog.has(PERMISSIONS, 'mcp_servers');
  if (!isThere) return NONE;
  const table = (name: string): string => quoteTable(catalog.schema, name);
  const hasTeams = catalog.has(TEAMS, 'object_permission_id');
  const team = hasTeams ? 'team.object_permission_id' : 'NULL';
  const { rows } = await db.query<RawRow>({
    name: 'find-mcp-permissions',
    text: `
      SELECT permission.*, permission.object_permission_id = key.object_permission_id AS of_key,
             permission.object_permission_id = ${team} AS of_team
        FROM ${table(KEYS)} AS key
        ${hasTeams ? `LEFT JOIN ${table(TEAMS)} AS team ON team.team_id = key.team_id` : ''}
        JOIN ${table(PERMISSIONS)} AS permission
          ON permission.object_permission_id IN (key.object_permission_id, ${team})
       WHERE key.token = $1`,
    values: [keyHash],
  });
  return {
    key: permissionOf(rows.find((row) => row['of_key'] === true)),
    team: permissionOf(rows.find((row) => row['of_team'] === true)),
  };
}

function permissionOf(row: RawRow | undefined): McpPermission | null {
  if (row === undefined) return null;
  const tools = Object.entries(jsonAt(row, 'mcp_tool_permissions')).map(
    ([server, names]) =>
      [
        server,
        Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [],
      ] as const,
  );
  return {
    servers: textsAt(row, 'mcp_servers'),
    accessGroups: textsAt(row, 'mcp_access_groups'),
    tools: Object.fromEntries(tools),
  };
}
