import type { Collector, Findings } from '../collector.ts';
import { unavailable } from './findings.ts';

/** A registered MCP server; no credentials, headers or variables. */
export interface McpServerFact {
  readonly id: string;
  readonly name: string;
  readonly alias: string | null;
  readonly description: string | null;
  readonly transport: string;
  /** Its address without user and query, or the program. */
  readonly where: string;
  readonly source: string;
  /** `active`, or why it cannot be used. */
  readonly status: string;
  /** Empty: all. */
  readonly allowedTools: readonly string[];
}

/** Registered MCP servers, as `servers` reads them; null: there is neither a configuration nor a database. */
export function mcpCollector(servers: (() => Promise<readonly McpServerFact[]>) | null): Collector {
  return {
    name: 'mcp',
    summary: 'MCP servers of the configuration and of the database',
    collect: async () =>
      servers === null
        ? unavailable('there is neither a configuration nor a database here')
        : describe(await servers()),
  };
}

function describe(servers: readonly McpServerFact[]): Findings {
  const entities = servers.map(({ id, name, allowedTools, ...body }) => ({
    ...{ kind: 'mcp_server', key: id, name },
    body: { ...body, allowed_tools: allowedTools },
  }));
  return { status: 'ok', entities, relations: [], samples: [], warnings: [] };
}
