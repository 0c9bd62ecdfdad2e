import type { McpPermission, McpPermissions } from '../../db/queries/find-mcp-permissions.ts';
import type { McpServerDefinition } from '../server-definition.ts';
import { isToolAllowed } from '../tool-policy.ts';

/** What a caller may do with servers and their tools. */
export interface McpScope {
  allowsServer(server: ScopedServer): boolean;
  /** Whether the server may be asked for this tool at all, and by this caller. */
  allowsTool(server: ScopedServer, tool: string): boolean;
}

/** What a server is known by. */
export type ScopedServer = Pick<
  McpServerDefinition,
  'id' | 'name' | 'alias' | 'accessGroups' | 'allowAllKeys' | 'allowedTools' | 'disallowedTools'
>;

/** The gateway as one of its own servers: permissions name it so. */
export const OWN_SERVER: ScopedServer = {
  ...{ id: 'llmgw', name: 'llmgw', alias: null, accessGroups: [], allowAllKeys: false },
  ...{ allowedTools: [], disallowedTools: [] },
};

/** Of those who may do everything: only the server's own lists hold. */
export const WHOLE_SCOPE: McpScope = {
  allowsServer: () => true,
  allowsTool: (server, tool) => isToolAllowed(server, tool),
};

/**
 * LiteLLM's rule: where key and team both name servers, what both name; where one does, what that one names;
 * and the servers that are open to all keys. Named nowhere: not allowed.
 */
export function scopeOf({ key, team }: McpPermissions): McpScope {
  const parts = [key, team].filter((part) => part !== null).filter(namesServers);
  const allowsServer = (server: ScopedServer): boolean =>
    server.allowAllKeys || (parts.length > 0 && parts.every((part) => names(part, server)));
  return {
    allowsServer,
    allowsTool(server, tool) {
      if (!allowsServer(server) || !isToolAllowed(server, tool)) return false;
      const lists = [key, team].flatMap((part) => toolsOf(part, server));
      return lists.every((list) => list.includes(tool));
    },
  };
}

function namesServers({ servers, accessGroups, tools }: McpPermission): boolean {
  return servers.length + accessGroups.length + Object.keys(tools).length > 0;
}

function names({ servers, accessGroups, tools }: McpPermission, server: ScopedServer): boolean {
  const called = callNames(server);
  return (
    called.some((name) => servers.includes(name) || Object.hasOwn(tools, name)) ||
    server.accessGroups.some((group) => accessGroups.includes(group))
  );
}

/** The lists of tools that stand for this server; none: every tool. */
function toolsOf(part: McpPermission | null, server: ScopedServer): readonly (readonly string[])[] {
  if (part === null) return [];
  return callNames(server).flatMap((name) =>
    Object.hasOwn(part.tools, name) ? [part.tools[name] ?? []] : [],
  );
}

function callNames({ id, name, alias }: ScopedServer): readonly string[] {
  return [id, name, ...(alias === null ? [] : [alias])];
}
