import { LlmgwError } from '../../src/core/errors.ts';
import { ServiceFault } from '../../src/core/service-fault.ts';
import { readCatalog } from '../../src/db/catalog.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import { configuredServer } from '../../src/mcp/servers/configured-server.ts';
import { findServer, listServers, type ServerSources } from '../../src/mcp/servers/find-server.ts';
import { findOptionalDatabase, openFoundDatabase } from '../find-database.ts';
import type { FilesContext } from '../local-context.ts';
import { openKeyring } from '../open-box.ts';
import { readFoundConfig } from '../read-found-config.ts';
import { visible } from './hide-secrets.ts';
import type { ToolOptions } from './tool-options.ts';

type Search = Pick<ToolOptions, 'by' | 'database'>;

/** The server that was named. Throws what its exit code says: unknown, ambiguous, not approved. */
export async function chooseServer(
  asked: string,
  { by, database }: Search,
  context: FilesContext,
): Promise<McpServerDefinition> {
  const sources = await openSources({ database }, context);
  const found = await findServer({ asked, by }, sources);
  const shown = JSON.stringify(visible(withoutUserinfo(asked)).slice(0, 80));
  if (found.kind === 'ambiguous') {
    const list = visible(found.servers.map(describe).join(', '));
    throw new LlmgwError('E_USAGE', `${shown} is the name of several servers: ${list}`, {
      hint: 'name one by its id, with --by id',
    });
  }
  if (found.kind === 'unknown') {
    const meant = found.meant === null ? '' : `did you mean ${visible(found.meant)}? `;
    throw new LlmgwError('E_NO_INPUT', `there is no MCP server ${shown}`, {
      hint: `${meant}\`llmgw run-mcp-tool --list\` shows the ${found.known.length} that are registered`,
    });
  }
  const { approvalStatus, unusable } = found.server;
  const name = visible(found.server.name);
  if (approvalStatus !== null && approvalStatus !== 'active') {
    throw new LlmgwError(
      'E_REFUSED',
      `the server ${name} is not approved: ${visible(approvalStatus)}`,
      {
        hint: 'an administrator has to approve it at the gateway',
      },
    );
  }
  if (unusable === null) return found.server;
  throw new LlmgwError('E_REFUSED', `the server ${name} cannot be used: ${unusable}`, {
    hint: 'mend its registration',
  });
}

/** Which one it is: an id says little, and a name is shared. The address without what may be a secret in it. */
function describe({ id, name, transport }: McpServerDefinition): string {
  if (transport.kind === 'stdio') return `${id} (${name}, ${transport.command})`;
  const place = URL.canParse(transport.url) ? new URL(transport.url).origin : 'no address';
  return `${id} (${name}, ${place})`;
}

function withoutUserinfo(text: string): string {
  return text.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');
}

/** Every server that is registered. */
export async function allServers(
  search: Pick<ToolOptions, 'database'>,
  context: FilesContext,
): Promise<readonly McpServerDefinition[]> {
  return listServers(await openSources(search, context));
}

async function openSources(
  { database: flags }: Pick<ToolOptions, 'database'>,
  context: FilesContext,
): Promise<ServerSources> {
  const config = readFoundConfig(context)?.config ?? null;
  const configured = (config?.mcpServers ?? []).map(configuredServer);
  const found = findOptionalDatabase(context, flags);
  if (found === null) return { stored: null, configured };
  const db = await openFoundDatabase(await context.whole(), found, {
    maxConnections: 1,
    statementTimeoutMs: 5_000,
  });
  try {
    const catalog = await readCatalog(db);
    const keyring = await openKeyring(config, context.environment().variables);
    return { stored: { db, catalog, keyring }, configured };
  } catch (thrown) {
    if (!(thrown instanceof ServiceFault)) throw thrown;
    // What the file registers is there without the database.
    if (configured.length > 0) {
      context.io.stderr.write(`the database is not asked: ${thrown.message}\n`);
      return { stored: null, configured };
    }
    const { message, where, hint } = thrown;
    throw new LlmgwError('E_UNREACHABLE', message, { where, hint });
  }
}
