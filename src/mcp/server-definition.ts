import type { Secret } from '../core/secret.ts';

/** How to reach an MCP server. */
export type McpTransport =
  | {
      readonly kind: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      /** Besides the minimal environment every server gets. */
      readonly env: Readonly<Record<string, Secret>>;
    }
  | {
      /** `http`: streamable HTTP. `sse`: the older transport. `auto`: http, then sse when it is refused. */
      readonly kind: 'http' | 'sse' | 'auto';
      readonly url: string;
      /** Sent with every request; `authorization` is made of `auth`. */
      readonly headers: Readonly<Record<string, Secret>>;
    };

/** What the gateway shows a server to know it: LiteLLM's `auth_type` with its value. */
export interface McpAuth {
  readonly type: McpAuthType;
  readonly value: Secret | null;
  /** For `oauth2`: a token is fetched with these; null: `value` is the token. */
  readonly client: McpOauthClient | null;
}

/** The kinds that can be used; others are refused when the server is. */
export type McpAuthType =
  'none' | 'api_key' | 'bearer_token' | 'basic' | 'authorization' | 'oauth2' | 'token';

/** Credentials of the OAuth grant `client_credentials`. */
export interface McpOauthClient {
  readonly id: Secret;
  readonly secret: Secret;
  readonly tokenUrl: string;
  readonly scopes: readonly string[];
}

/** Whether `auth_type` is one that can be used. */
export function isAuthType(text: string): text is McpAuthType {
  const known: readonly string[] = AUTH_TYPES;
  return known.includes(text);
}

const AUTH_TYPES: readonly McpAuthType[] = [
  'none',
  'api_key',
  'bearer_token',
  'basic',
  'authorization',
  'oauth2',
  'token',
];

/** A server that needs nothing. */
export const NO_AUTH: McpAuth = { type: 'none', value: null, client: null };

/** A server that is registered: a row of `LiteLLM_MCPServerTable`, an entry of `mcp_servers`, or a URL. */
export interface McpServerDefinition {
  /** `server_id`; of the config, LiteLLM's hash or the name. */
  readonly id: string;
  /** `server_name`. */
  readonly name: string;
  readonly alias: string | null;
  readonly description: string | null;
  readonly source: 'database' | 'config' | 'url';
  readonly transport: McpTransport;
  readonly auth: McpAuth;
  /** Tools that may be used; empty: all. */
  readonly allowedTools: readonly string[];
  readonly disallowedTools: readonly string[];
  /** Names of client headers that are passed on. */
  readonly extraHeaders: readonly string[];
  readonly accessGroups: readonly string[];
  readonly allowAllKeys: boolean;
  /** Null: the row says nothing. Anything but `active` and null is refused. */
  readonly approvalStatus: string | null;
  readonly timeoutMs: number | null;
  /** Why it cannot be used although it is registered; null: it can. */
  readonly unusable: string | null;
}

/** What a server is called. */
export type McpServerNames = Pick<McpServerDefinition, 'id' | 'name' | 'alias'>;

/** What tools are prefixed with: alias, else name, else id. */
export function prefixOf({ alias, name, id }: McpServerNames): string {
  return [alias, name, id].find((text) => text !== null && text !== '') ?? id;
}
