import { VERSION } from '../../src/cli/version.ts';
import { messageOf } from '../../src/core/errors.ts';
import { Remembered } from '../../src/core/remembered.ts';
import { ServiceFault } from '../../src/core/service-fault.ts';
import {
  findMcpPermissions,
  type McpPermissions,
} from '../../src/db/queries/find-mcp-permissions.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { allowedCommands } from '../../src/mcp/client/command-policy.ts';
import type { McpGateway, McpGatewayParts } from '../../src/mcp/gateway/mcp-gateway.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import { configuredServer } from '../../src/mcp/servers/configured-server.ts';
import { listServers } from '../../src/mcp/servers/find-server.ts';
import type { McpParts } from '../../src/routes/mcp/mcp-parts.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { CommandContext } from '../context.ts';
import { openKeyring } from '../open-box.ts';
import type { Backend } from './backend.ts';

/** A minute without a sign of life; `npx` may take as long to fetch a server. */
const LIMITS = { idleTimeoutMs: 60_000, totalTimeoutMs: 600_000 };
const CONNECT_TIMEOUT_MS = 60_000;
const SERVERS_TTL_MS = 10_000;
const PERMISSIONS_TTL_MS = 60_000;
const MOST_KEYS = 10_000;

/** What MCP is served with. */
export interface McpService extends McpParts {
  /** Ends the streams that wait for news. */
  drain(): void;
  /** Ends every session, program and connection. */
  close(): Promise<void>;
}

interface Input {
  readonly context: CommandContext;
  readonly gateway: Gateway;
  readonly backend: Pick<Backend, 'store'>;
  readonly logger: Logger;
}

/** MCP for `serve`. Its library is loaded when somebody first asks. */
export function mcpService(input: Input): McpService {
  const { gateway, backend } = input;
  const servers = rememberServers(input);
  const permissions = rememberPermissions(input);
  let loading: Promise<McpGateway> | null = null;
  let loaded: McpGateway | null = null;
  const load = async (): Promise<McpGateway> => {
    const { McpGateway } = await import('../../src/mcp/gateway/mcp-gateway.ts');
    loaded = new McpGateway({ ...partsOf(input), servers: () => servers.get('all') });
    return loaded;
  };
  return {
    gateway,
    mcp: () => (loading ??= load()),
    permissions: (keyHash) => permissions.get(keyHash),
    facts: () => (isThere(backend.store) ? backend.store.database : null),
    drain: () => loaded?.drain(),
    close: async () => (await loading?.catch(() => null))?.close(),
  };
}

function partsOf({ context, logger }: Input): Omit<McpGatewayParts, 'servers'> {
  return {
    clock: context.clock,
    version: VERSION,
    limits: LIMITS,
    connect: {
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      environment: context.io.env,
      allowedCommands: allowedCommands(context.environment().variables),
    },
    onMissing: ({ id, name }, { kind, message }) =>
      logger.warn({ mcp_server: id, kind, reason: message }, `MCP server ${name} is left out`),
    onCall: (owner, tool, outcome) =>
      logger.info({ event: 'mcp_tool_call', key: owner.slice(0, 16), tool, outcome }, 'tool call'),
  };
}

type Store = Backend['store'];

function isThere(store: Store): store is Exclude<Store, 'away' | null> {
  return store !== null && store !== 'away';
}

/** While the database is away, what was last read of it goes on. */
function rememberServers({ context, gateway, backend, logger }: Input) {
  return new Remembered<readonly McpServerDefinition[]>({
    clock: context.clock,
    ttlMs: SERVERS_TTL_MS,
    most: 1,
    async read(_key, before) {
      const { config } = gateway.runtime;
      const configured = config.mcpServers.map(configuredServer);
      const { store } = backend;
      if (!isThere(store)) return before ?? configured;
      try {
        const keyring = await openKeyring(config, context.environment().variables);
        const stored = { db: store.database, catalog: store.catalog, keyring };
        return await listServers({ stored, configured });
      } catch (thrown) {
        logger.warn({ reason: messageOf(thrown) }, 'MCP servers cannot be read from the database');
        return before ?? configured;
      }
    },
  });
}

/** A key that was let in from memory: what it may do here nobody can say. */
const AWAY = new ServiceFault({
  service: 'postgresql',
  kind: 'refused',
  where: 'the database',
  what: 'it is not connected',
  hint: 'try again',
});

function rememberPermissions({ context, backend }: Input) {
  return new Remembered<McpPermissions>({
    clock: context.clock,
    ttlMs: PERMISSIONS_TTL_MS,
    most: MOST_KEYS,
    async read(keyHash) {
      const { store } = backend;
      if (!isThere(store)) throw AWAY;
      return findMcpPermissions(store.database, store.catalog, keyHash);
    },
  });
}
