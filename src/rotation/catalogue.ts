import { createHash } from 'node:crypto';
import type { CatalogueEntry } from './types.ts';

/** `LiteLLM_` and a name; primary key; columns. */
type Row = readonly [table: string, primaryKey: string, columns: readonly string[]];

/** All strings of a document: what LiteLLM encrypts as a whole. */
const DOCUMENTS: readonly Row[] = [
  ['ProxyModelTable', 'model_id', ['litellm_params']],
  ['CredentialsTable', 'credential_id', ['credential_values']],
  ['Config', 'param_name', ['param_value']],
  ['GuardrailsTable', 'guardrail_id', ['litellm_params']],
  ['SearchToolsTable', 'search_tool_id', ['litellm_params']],
  ['SSOConfig', 'id', ['sso_settings']],
  ['CacheConfig', 'id', ['cache_settings']],
  ['ConfigOverrides', 'config_type', ['config_value']],
  ['MCPServerTable', 'server_id', ['credentials', 'static_headers', 'env', 'env_vars']],
  ['MCPServerOAuthClient', 'server_id', ['credentials']],
];

/** The column is one value. */
const TEXTS: readonly Row[] = [
  ['MCPUserCredentials', 'id', ['credential_b64']],
  ['MCPUserEnvVars', 'id', ['values_b64']],
  ['SSOIdentityAssertion', 'user_id', ['assertion_b64']],
];

/** Callback variables among the operator's own data, told by their marker. */
const MARKED: readonly Row[] = [
  ['TeamTable', 'team_id', ['metadata']],
  ['VerificationToken', 'token', ['metadata']],
  ['UserTable', 'user_id', ['metadata']],
  ['DeletedTeamTable', 'id', ['metadata']],
  ['DeletedVerificationToken', 'id', ['metadata']],
];

/** Copies of rows, often as JSON within a JSON string; LiteLLM never rewrites them. */
const HISTORY: readonly Row[] = [['AuditLog', 'id', ['before_value', 'updated_values']]];

/** Where LiteLLM keeps ciphertext, in every version known; a database has most of it. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...entries(DOCUMENTS, { kind: 'json', leaves: 'every', history: false }),
  ...entries(TEXTS, { kind: 'text', leaves: 'every', history: false }),
  ...entries(MARKED, { kind: 'json', leaves: 'marked', history: false }),
  ...entries(HISTORY, { kind: 'json', leaves: 'nested', history: true }),
];

function entries(
  rows: readonly Row[],
  rest: Pick<CatalogueEntry, 'kind' | 'leaves' | 'history'>,
): CatalogueEntry[] {
  return rows.flatMap(([name, key, columns]) =>
    columns.map((column) => ({
      table: `LiteLLM_${name}`,
      primaryKey: [key],
      column,
      ...rest,
    })),
  );
}

/** The catalogue with further columns; they win over what it says of the same column. */
export function extendCatalogue(extra: readonly CatalogueEntry[]): CatalogueEntry[] {
  const places = new Map<string, CatalogueEntry>();
  for (const entry of [...CATALOGUE, ...extra]) places.set(placeName(entry), entry);
  return [...places.values()];
}

/** `LiteLLM_Config.param_value`. */
export function placeName({ table, column }: Pick<CatalogueEntry, 'table' | 'column'>): string {
  return `${table}.${column}`;
}

/** SHA-256 over a catalogue: whoever compares two runs sees whether they knew the same columns. */
export function registryHash(catalogue: readonly CatalogueEntry[]): string {
  const lines = catalogue.map(({ table, primaryKey, column, kind, leaves, history }) =>
    JSON.stringify([table, primaryKey, column, kind, leaves, history]),
  );
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/** Ciphertext under the same key that is in no column, or must not be touched there. */
export const OUTSIDE: readonly string[] = [
  'ids of stored responses that clients keep (previous_response_id, and ManagedObjectTable.unified_object_id): they stop resolving',
  'client secrets of realtime sessions and short-lived tokens of the dashboard: they become invalid',
  'states of logins to MCP servers that are under way: they have to be begun again',
];
