import type { McpPermissions } from '../../db/queries/find-mcp-permissions.ts';
import type { Queryable } from '../../db/database.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { McpGateway } from '../../mcp/gateway/mcp-gateway.ts';

/** What the routes of MCP stand on. */
export interface McpParts {
  readonly gateway: Gateway;
  /** Loaded when somebody first asks for it: most gateways never need it. */
  readonly mcp: () => Promise<McpGateway>;
  /** What a key, by its hash, and its team may do. Rejects while the database cannot say. */
  readonly permissions: (keyHash: string) => Promise<McpPermissions>;
  /** Where `ingest-state` stores; null: there is no database now. */
  readonly facts: () => Queryable | null;
}
