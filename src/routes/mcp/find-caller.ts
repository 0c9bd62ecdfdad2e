import type { Principal } from '../../gateway/principal.ts';
import type { Exchange } from '../../http/exchange.ts';
import { scopeOf, WHOLE_SCOPE, type McpScope } from '../../mcp/gateway/scope.ts';
import type { HubCaller } from '../../mcp/gateway/tool-hub.ts';
import type { McpParts } from './mcp-parts.ts';
import { ownTools } from './own-tools.ts';

const ADMIN_ROLE = 'proxy_admin';
/** Of whoever nothing is known about: servers that are open to everybody. */
const NO_PERMISSIONS = { key: null, team: null };

/** Whoever asks, for the servers that path or header choose. Rejects while permissions cannot be read. */
export async function findCaller(
  parts: McpParts,
  { principal, exchange, path }: Asking,
): Promise<HubCaller> {
  const scope = await scopeFor(parts, principal);
  return {
    scope,
    servers: path ?? named(exchange.header('x-mcp-servers')),
    own: ownTools(parts, principal, scope),
    header: (name) => exchange.header(name),
  };
}

/** Who asks where. */
export interface Asking {
  readonly principal: Principal;
  readonly exchange: Exchange;
  /** The servers that the path names; null: it names none. */
  readonly path: readonly string[] | null;
}

async function scopeFor({ permissions }: McpParts, principal: Principal): Promise<McpScope> {
  if (principal.kind === 'admin') return WHOLE_SCOPE;
  if (principal.kind !== 'key') return scopeOf(NO_PERMISSIONS);
  const found = await permissions(principal.keyHash);
  const isUnbound = found.key === null && found.team === null;
  return isUnbound && principal.grant.role === ADMIN_ROLE ? WHOLE_SCOPE : scopeOf(found);
}

function named(list: string | undefined): readonly string[] | null {
  const names = (list ?? '').split(',').map((name) => name.trim());
  const chosen = names.filter((name) => name !== '');
  return chosen.length === 0 ? null : chosen;
}
