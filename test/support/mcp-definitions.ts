import { fileURLToPath } from 'node:url';
import { Secret } from '../../src/core/secret.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { ConnectOptions } from '../../src/mcp/connect-server.ts';
import { NO_AUTH, type McpServerDefinition } from '../../src/mcp/server-definition.ts';
import type { McpTool } from '../../src/mcp/tool.ts';

/** The server of tests that does what it is told to. */
export const MISBEHAVING = fileURLToPath(new URL('mcp-servers/misbehaving.mjs', import.meta.url));

/** The entry of a server package from npm. */
export function packageServer(name: 'everything' | 'memory' | 'filesystem'): string {
  const url = new URL(
    `../../node_modules/@modelcontextprotocol/server-${name}/dist/index.js`,
    import.meta.url,
  );
  return fileURLToPath(url);
}

/** A registered server: tests name what matters. */
export function mcpServer(parts: Partial<McpServerDefinition> = {}): McpServerDefinition {
  return {
    ...{ id: 'id-1', name: 'thing', alias: null, description: null, source: 'config' },
    transport: { kind: 'http', url: 'https://mcp.example.com/mcp', headers: {} },
    auth: NO_AUTH,
    ...{ allowedTools: [], disallowedTools: [], extraHeaders: [], accessGroups: [] },
    ...{ allowAllKeys: false, approvalStatus: null, timeoutMs: null, unusable: null },
    ...parts,
  };
}

/** A program as a server. */
export function programServer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): McpServerDefinition {
  const secrets = Object.entries(env).map(([name, value]) => [name, new Secret(value)] as const);
  return mcpServer({
    transport: { kind: 'stdio', command: 'node', args, env: Object.fromEntries(secrets) },
  });
}

/** How tests connect. */
export function connectOptions(parts: Partial<ConnectOptions> = {}): ConnectOptions {
  return {
    version: '0.0.0',
    clock: systemClock,
    connectTimeoutMs: 20_000,
    environment: globalThis.process.env,
    allowedCommands: ['node'],
    ...parts,
  };
}

/** A tool: tests name what matters. */
export function mcpTool(parts: Partial<McpTool> = {}): McpTool {
  return {
    ...{ name: 'search', title: null, description: null, outputSchema: null },
    inputSchema: { type: 'object' },
    annotations: {
      readOnlyHint: null,
      destructiveHint: null,
      idempotentHint: null,
      openWorldHint: null,
    },
    ...parts,
  };
}
