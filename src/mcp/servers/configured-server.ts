import { createHash } from 'node:crypto';
import type { McpServerConfig } from '../../config/types.ts';
import {
  isAuthType,
  NO_AUTH,
  type McpAuth,
  type McpServerDefinition,
  type McpTransport,
} from '../server-definition.ts';

/** An entry of `mcp_servers` as a server. */
export function configuredServer(config: McpServerConfig): McpServerDefinition {
  const transport = transportOf(config);
  const auth = authOf(config);
  const address = transport.kind === 'stdio' ? transport.command : transport.url;
  return {
    id: config.serverId ?? idOf(config),
    name: config.name,
    alias: config.alias,
    description: config.description,
    source: 'config',
    transport,
    auth: auth ?? NO_AUTH,
    allowedTools: config.allowedTools,
    disallowedTools: config.disallowedTools,
    extraHeaders: config.extraHeaders,
    accessGroups: config.accessGroups,
    allowAllKeys: config.allowAllKeys,
    approvalStatus: null,
    timeoutMs: config.timeoutMs,
    unusable:
      auth === null
        ? `auth_type \`${config.authType}\` is not supported`
        : address === ''
          ? 'it has neither a url nor a command'
          : null,
  };
}

function transportOf({
  transport,
  command,
  args,
  env,
  url,
  staticHeaders,
}: McpServerConfig): McpTransport {
  if (transport === 'stdio') return { kind: 'stdio', command: command ?? '', args, env };
  return { kind: transport, url: url ?? '', headers: staticHeaders };
}

function authOf({
  authType,
  authValue,
  clientId,
  clientSecret,
  ...rest
}: McpServerConfig): McpAuth | null {
  if (!isAuthType(authType)) return null;
  const { tokenUrl, scopes } = rest;
  const client =
    authType === 'oauth2' && clientId !== null && clientSecret !== null && tokenUrl !== null
      ? { id: clientId, secret: clientSecret, tokenUrl, scopes }
      : null;
  return { type: authType, value: authValue, client };
}

/** It stays while name and address stay, as LiteLLM's does. */
function idOf({ name, url, transport, authType, alias, command, args }: McpServerConfig): string {
  const parts = JSON.stringify([name, url, transport, authType, alias, command, args]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 32);
}
