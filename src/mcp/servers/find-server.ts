import { suggest } from '../../core/suggest.ts';
import type { Keyring } from '../../crypto/keyring.ts';
import type { Catalog } from '../../db/catalog.ts';
import type { Queryable } from '../../db/database.ts';
import {
  findMcpServers,
  listMcpServers,
  type McpServerNaming,
} from '../../db/queries/find-mcp-servers.ts';
import { NO_AUTH, type McpServerDefinition } from '../server-definition.ts';
import { storedServer } from './stored-server.ts';

/** Where registered servers are looked for. */
export interface ServerSources {
  /** Null: there is no database. */
  readonly stored: {
    readonly db: Queryable;
    readonly catalog: Catalog;
    /** Opens credentials; null: they stay as they are. */
    readonly keyring: Keyring | null;
  } | null;
  /** Of `mcp_servers`. */
  readonly configured: readonly McpServerDefinition[];
}

/** What came of looking for a server. */
export type FoundServer =
  | { readonly kind: 'found'; readonly server: McpServerDefinition }
  /** Several servers share the alias or name. */
  | { readonly kind: 'ambiguous'; readonly servers: readonly McpServerDefinition[] }
  | {
      readonly kind: 'unknown';
      /** The name that was most likely meant. */
      readonly meant: string | null;
      readonly known: readonly string[];
    };

/**
 * Finds a server by its exact id, alias or name: in the database first, then in the configuration; what is an
 * http(s) URL is a server of its own. Names are compared as they are, so whatever stands in one is just a name.
 */
export async function findServer(
  { asked, by }: { readonly asked: string; readonly by: McpServerNaming },
  sources: ServerSources,
): Promise<FoundServer> {
  const { stored } = sources;
  if (stored !== null) {
    const rows = await findMcpServers(stored.db, stored.catalog, { asked, by });
    const found = choose(
      asked,
      rows.map((row) => storedServer(row, stored.keyring)),
    );
    if (found !== null) return found;
  }
  const matches = sources.configured.filter((server) => namesOf(server, by).includes(asked));
  const found = choose(asked, matches);
  if (found !== null) return found;
  if (by === 'auto' && isUrl(asked)) return { kind: 'found', server: serverAt(asked) };
  const known = (await listServers(sources)).map(({ alias, name }) => alias ?? name);
  return { kind: 'unknown', meant: suggest(asked, known), known };
}

/** Every registered server: those of the database hide those of the configuration with the same id. */
export async function listServers({
  stored,
  configured,
}: ServerSources): Promise<readonly McpServerDefinition[]> {
  if (stored === null) return configured;
  const rows = await listMcpServers(stored.db, stored.catalog);
  const servers = rows.map((row) => storedServer(row, stored.keyring));
  const ids = new Set(servers.map(({ id }) => id));
  return [...servers, ...configured.filter(({ id }) => !ids.has(id))];
}

/** An id is one server; of aliases and names there may be several. */
function choose(asked: string, servers: readonly McpServerDefinition[]): FoundServer | null {
  const exact = servers.find(({ id }) => id === asked);
  const [server, ...others] = exact === undefined ? servers : [exact];
  if (server === undefined) return null;
  return others.length === 0 ? { kind: 'found', server } : { kind: 'ambiguous', servers };
}

function namesOf({ id, alias, name }: McpServerDefinition, by: McpServerNaming): readonly string[] {
  const names = [alias, name].filter((text) => text !== null);
  if (by === 'auto') return [id, ...names];
  return by === 'id' ? [id] : names;
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** A server nobody registered. */
function serverAt(url: string): McpServerDefinition {
  return {
    ...{ id: url, name: new URL(url).host, alias: null, description: null, source: 'url' },
    transport: { kind: 'auto', url, headers: {} },
    auth: NO_AUTH,
    ...{ allowedTools: [], disallowedTools: [], extraHeaders: [], accessGroups: [] },
    ...{ allowAllKeys: false, approvalStatus: null, timeoutMs: null, unusable: null },
  };
}
