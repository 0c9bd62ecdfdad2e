import { VERSION } from '../../src/cli/version.ts';
import type { GatewayConfig } from '../../src/config/types.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { ServiceFault } from '../../src/core/service-fault.ts';
import { readCatalog } from '../../src/db/catalog.ts';
import { QueryFault } from '../../src/db/query-fault.ts';
import { allowedCommands, checkCommand } from '../../src/mcp/client/command-policy.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import { configuredServer } from '../../src/mcp/servers/configured-server.ts';
import { listServers } from '../../src/mcp/servers/find-server.ts';
import { McpFault, type McpFaultKind } from '../../src/mcp/tool.ts';
import type { CommandContext } from '../context.ts';
import type { LiveOutcome, LiveTask } from '../live-checks.ts';
import { openKeyring } from '../open-box.ts';

/** Each registered MCP server: those on the network are greeted; programs are only looked at, not started. */
export async function mcpTasks(
  context: CommandContext,
  config: GatewayConfig,
): Promise<readonly LiveTask[]> {
  const servers = await registered(context, config);
  return servers.map((server) => ({
    check: 'mcp',
    target: server.name,
    ask: (timeoutMs) => ask(server, context, timeoutMs),
  }));
}

async function registered(
  context: CommandContext,
  config: GatewayConfig,
): Promise<readonly McpServerDefinition[]> {
  const configured = config.mcpServers.map(configuredServer);
  const url = config.general.databaseUrl;
  if (url === null) return configured;
  try {
    const db = context.database(url, { maxConnections: 1 });
    const catalog = await readCatalog(db);
    const keyring = await openKeyring(config, context.environment().variables);
    return await listServers({ stored: { db, catalog, keyring }, configured });
  } catch (thrown) {
    const isOfTheServer =
      thrown instanceof ServiceFault ||
      thrown instanceof QueryFault ||
      thrown instanceof LlmgwError;
    // The line of `postgres` says what is wrong with it.
    if (isOfTheServer) return configured;
    throw thrown;
  }
}

async function ask(
  server: McpServerDefinition,
  context: CommandContext,
  timeoutMs: number,
): Promise<LiveOutcome> {
  const { variables } = context.environment();
  const commands = allowedCommands(variables);
  const { approvalStatus, transport, unusable } = server;
  if (approvalStatus !== null && approvalStatus !== 'active') {
    return { status: 'skipped', detail: `not approved: ${approvalStatus}` };
  }
  try {
    if (unusable !== null) throw new McpFault('refused', unusable);
    if (transport.kind === 'stdio') {
      checkCommand(transport.command, commands);
      return { status: 'ok', detail: `a program (${transport.command}), not started here` };
    }
    return await greet(server, context, timeoutMs);
  } catch (thrown) {
    if (!(thrown instanceof McpFault)) throw thrown;
    const hint = `llmgw run-mcp-tool ${server.alias ?? server.name} --list -v`;
    return { status: STATUS[thrown.kind] ?? 'protocol', detail: thrown.message, hint };
  }
}

async function greet(
  server: McpServerDefinition,
  { io, clock }: CommandContext,
  timeoutMs: number,
): Promise<LiveOutcome> {
  const { connectServer } = await import('../../src/mcp/connect-server.ts');
  const session = await connectServer(server, {
    ...{ version: VERSION, clock, connectTimeoutMs: timeoutMs },
    ...{ environment: io.env, allowedCommands: [] },
  });
  try {
    const { length } = await session.listTools();
    return { status: 'ok', detail: `${session.transport}, ${length} tools` };
  } finally {
    await session.close();
  }
}

const STATUS: Readonly<Partial<Record<McpFaultKind, LiveOutcome['status']>>> = {
  'auth-required': 'auth',
  unreachable: 'refused',
  timeout: 'timeout',
};
