import { child, childMap, entriesOf, type MapNode } from '../node.ts';
import type { McpServerConfig } from '../types.ts';
import { asBoolean, asText, asTexts } from '../values.ts';
import { asSecret, asSecrets } from './secret-values.ts';
import { readTime } from './timeouts.ts';

/** Reads `mcp_servers`, with the aliases of `litellm_settings.mcp_aliases`. What is no server is left out. */
export function buildMcpServers(root: MapNode): readonly McpServerConfig[] {
  const aliases = aliasesOf(childMap(childMap(root, 'litellm_settings'), 'mcp_aliases'));
  return entriesOf(childMap(root, 'mcp_servers')).flatMap(([name, { value }]) =>
    value.kind === 'map' ? [buildServer(name, value, aliases.get(name) ?? null)] : [],
  );
}

/** The file maps alias to name. */
function aliasesOf(map: MapNode | null): ReadonlyMap<string, string> {
  const pairs = entriesOf(map).flatMap(([alias, { value }]) => {
    const name = asText(value);
    return name === null ? [] : [[name, alias] as const];
  });
  return new Map(pairs);
}

function buildServer(name: string, node: MapNode, alias: string | null): McpServerConfig {
  const text = (key: string): string | null => asText(child(node, key));
  const texts = (key: string): readonly string[] => asTexts(child(node, key));
  return {
    name,
    serverId: text('server_id'),
    alias: text('alias') ?? alias,
    description: text('description') ?? asText(child(childMap(node, 'mcp_info'), 'description')),
    transport: transportOf(text('transport'), text('command')),
    url: text('url'),
    command: text('command'),
    args: texts('args'),
    env: asSecrets(childMap(node, 'env')),
    authType: text('auth_type') ?? 'none',
    authValue: asSecret(child(node, 'auth_value')) ?? asSecret(child(node, 'authentication_token')),
    clientId: asSecret(child(node, 'client_id')),
    clientSecret: asSecret(child(node, 'client_secret')),
    tokenUrl: text('token_url'),
    scopes: texts('scopes'),
    staticHeaders: asSecrets(childMap(node, 'static_headers')),
    extraHeaders: texts('extra_headers'),
    allowedTools: texts('allowed_tools'),
    disallowedTools: texts('disallowed_tools'),
    accessGroups: texts('access_groups'),
    allowAllKeys: asBoolean(child(node, 'allow_all_keys')) ?? false,
    timeoutMs: readTime(node, 'timeout'),
  };
}

/** A file that names a program and no transport means that program. */
function transportOf(written: string | null, command: string | null): McpServerConfig['transport'] {
  if (written === 'sse' || written === 'stdio') return written;
  return written === null && command !== null ? 'stdio' : 'http';
}
