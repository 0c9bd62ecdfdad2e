import type { Keyring } from '../../crypto/keyring.ts';
import type { McpServerRow } from '../../db/queries/find-mcp-servers.ts';
import {
  isAuthType,
  NO_AUTH,
  type McpAuth,
  type McpServerDefinition,
  type McpTransport,
} from '../server-definition.ts';
import { RowReader } from './row-reader.ts';

/**
 * A row of `LiteLLM_MCPServerTable` as a server. Secrets are opened in memory; of a row with one that no key
 * opens, or of a kind that cannot be used, `unusable` says so.
 */
export function storedServer(row: McpServerRow, keyring: Keyring | null): McpServerDefinition {
  const read = new RowReader(row, keyring);
  const id = read.text('server_id') ?? '';
  const transport = transportOf(read);
  const auth = authOf(read);
  return {
    id,
    name: read.text('server_name') ?? id,
    alias: read.text('alias'),
    description: read.text('description'),
    source: 'database',
    transport,
    auth: auth ?? NO_AUTH,
    allowedTools: read.texts('allowed_tools'),
    disallowedTools: [],
    extraHeaders: read.texts('extra_headers'),
    accessGroups: read.texts('mcp_access_groups'),
    allowAllKeys: read.flag('allow_all_keys'),
    approvalStatus: read.text('approval_status'),
    timeoutMs: read.seconds('timeout'),
    unusable: faultOf(read, { transport, isAuthKnown: auth !== null }),
  };
}

function transportOf(read: RowReader): McpTransport {
  const kind = read.text('transport');
  if (kind === 'stdio') {
    const command = read.text('command') ?? '';
    return { kind, command, args: read.texts('args'), env: read.secrets('env') };
  }
  const url = read.text('url') ?? '';
  return { kind: kind === 'http' ? 'http' : 'sse', url, headers: read.secrets('static_headers') };
}

/** null: a kind we do not know. */
function authOf(read: RowReader): McpAuth | null {
  const type = read.text('auth_type') ?? 'none';
  if (!isAuthType(type)) return null;
  const credentials = read.secrets('credentials');
  const { client_id: id, client_secret: secret, auth_value: value = null } = credentials;
  const tokenUrl = read.text('token_url');
  const isMachine = read.text('oauth2_flow') === 'client_credentials' || value === null;
  const hasClient = id !== undefined && secret !== undefined && tokenUrl !== null;
  const client =
    type === 'oauth2' && hasClient && isMachine
      ? { id, secret, tokenUrl, scopes: read.scopes('credentials') }
      : null;
  return { type, value, client };
}

interface Parts {
  readonly transport: McpTransport;
  readonly isAuthKnown: boolean;
}

function faultOf(read: RowReader, { transport, isAuthKnown }: Parts): string | null {
  const [locked] = read.unreadable;
  if (locked !== undefined) return `no key opens ${locked}`;
  if (!isAuthKnown) return `auth_type \`${read.text('auth_type') ?? ''}\` is not supported`;
  if (read.flag('is_byok')) return 'every user brings a key of their own for it (is_byok)';
  if (read.text('spec_path') !== null) return 'its tools come from an OpenAPI document (spec_path)';
  const address = transport.kind === 'stdio' ? transport.command : transport.url;
  return address === '' ? 'it has neither a url nor a command' : null;
}
