import { readCatalog } from '../../src/db/catalog.ts';
import type { Database } from '../../src/db/database.ts';
import type { McpServerFact } from '../../src/infra/collectors/mcp.ts';
import type { McpServerDefinition, McpTransport } from '../../src/mcp/server-definition.ts';
import { configuredServer } from '../../src/mcp/servers/configured-server.ts';
import { listServers } from '../../src/mcp/servers/find-server.ts';
import type { FoundGatewayConfig } from '../read-found-config.ts';

/** Reads the registered MCP servers, without opening any secret; null: there is nowhere to look. */
export function mcpFacts(
  found: FoundGatewayConfig | null,
  database: Database | null,
): (() => Promise<readonly McpServerFact[]>) | null {
  if (found === null && database === null) return null;
  const configured = (found?.config.mcpServers ?? []).map(configuredServer);
  return async () => {
    const stored =
      database === null
        ? null
        : { db: database, catalog: await readCatalog(database), keyring: null };
    return (await listServers({ stored, configured })).map(toFact);
  };
}

function toFact(server: McpServerDefinition): McpServerFact {
  const { id, name, alias, description, transport, source, approvalStatus, allowedTools } = server;
  return {
    ...{ id, name, alias, description, source, allowedTools },
    transport: transport.kind,
    where: whereOf(transport),
    status: approvalStatus ?? 'active',
  };
}

function whereOf(transport: McpTransport): string {
  if (transport.kind === 'stdio') return transport.command;
  if (!URL.canParse(transport.url)) return '';
  const { origin, pathname } = new URL(transport.url);
  return `${origin}${pathname}`;
}
