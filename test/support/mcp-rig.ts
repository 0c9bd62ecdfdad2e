import { systemClock } from '../../src/core/clock.ts';
import type { McpPermissions } from '../../src/db/queries/find-mcp-permissions.ts';
import type { Queryable } from '../../src/db/database.ts';
import { McpGateway } from '../../src/mcp/gateway/mcp-gateway.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import type { McpParts } from '../../src/routes/mcp/mcp-parts.ts';
import { makeGateway, type GatewayParts, type TestGateway } from './gateway.ts';
import { connectOptions } from './mcp-definitions.ts';

/** What a rig is made of. */
export interface McpRigParts extends GatewayParts {
  readonly servers?: readonly McpServerDefinition[];
  readonly permissions?: (keyHash: string) => Promise<McpPermissions>;
  readonly facts?: Queryable;
  readonly timeoutMs?: number;
}

/** MCP at a gateway of literals, with real servers behind it. */
export interface McpRig {
  readonly parts: McpParts;
  readonly test: TestGateway;
  /** `owner tool outcome`, one for each call. */
  readonly calls: readonly string[];
  readonly missing: readonly string[];
  close(): Promise<void>;
}

/** Makes a rig; close it. */
export function makeMcpRig(given: McpRigParts = {}): McpRig {
  const { servers = [], timeoutMs = 20_000 } = given;
  const test = makeGateway(given);
  const calls: string[] = [];
  const missing: string[] = [];
  const mcp = new McpGateway({
    ...{ clock: systemClock, version: '0.0.0', connect: connectOptions() },
    limits: { idleTimeoutMs: timeoutMs, totalTimeoutMs: timeoutMs },
    servers: () => Promise.resolve(servers),
    onMissing: ({ name }, { message }) => void missing.push(`${name}: ${message}`),
    onCall: (owner, name, outcome) => void calls.push(`${owner.slice(0, 8)} ${name} ${outcome}`),
  });
  const parts: McpParts = {
    gateway: test.gateway,
    mcp: () => Promise.resolve(mcp),
    permissions: given.permissions ?? (() => Promise.resolve({ key: null, team: null })),
    facts: () => given.facts ?? null,
  };
  const close = async (): Promise<void> => {
    await mcp.close();
    await test.close();
  };
  return { ...{ parts, test, calls, missing }, close };
}
