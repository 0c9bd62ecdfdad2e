import { LlmgwError } from '../../src/core/errors.ts';
import { ServiceFault } from '../../src/core/service-fault.ts';
import { readCatalog } from '../../src/db/catalog.ts';
import { QueryFault } from '../../src/db/query-fault.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import { configuredServer } from '../../src/mcp/servers/configured-server.ts';
import { findServer, listServers, type ServerSources } from '../../src/mcp/servers/find-server.ts';
import { findOptionalDatabase, openFoundDatabase, type FoundDatabase } from '../find-database.ts';
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
  const found = await withSources({ database }, context, (sources) =>
    findServer({ asked, by }, sources),
  );
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
  return withSources(search, context, listServers);
}

/** Looks in the database, in one read-only transaction, and lets go of it: a call may take long. */
async function withSources<T>(
  { database: flags }: Pick<ToolOptions, 'database'>,
  context: FilesContext,
  look: (sources: ServerSources) => Promise<T>,
): Promise<T> {
  const config = readFoundConfig(context)?.config ?? null;
  const configured = (config?.mcpServers ?? []).map(configuredServer);
  const found = findOptionalDatabase(context, flags);
  if (found === null) return look({ stored: null, configured });
  const options = { maxConnections: 1, statementTimeoutMs: 5_000 };
  const database = await openFoundDatabase(await context.whole(), found, options);
  try {
    const keyring = await openKeyring(config, context.environment().variables);
    const readOnly = { readOnly: true };
    return await database.transaction(async (db) => {
      const stored = { db, catalog: await readCatalog(db, database.schema), keyring };
      return look({ stored, configured });
    }, readOnly);
  } catch (thrown) {
    // What the file registers is there without the database.
    if (!(thrown instanceof ServiceFault) || configured.length === 0) throw explain(thrown, found);
    context.io.stderr.write(`the database is not asked: ${thrown.message}\n`);
    return await look({ stored: null, configured });
  } finally {
    await database.close();
  }
}

function explain(thrown: unknown, { origin: where }: FoundDatabase): unknown {
  if (thrown instanceof ServiceFault) {
    const { message, hint } = thrown;
    return new LlmgwError('E_UNREACHABLE', message, { where: thrown.where, hint });
  }
  if (!(thrown instanceof QueryFault)) return thrown;
  const message = `the database does not tell its MCP servers: ${thrown.message}`;
  if (thrown.kind === 'timeout') {
    const hint = 'look what keeps the server busy, and run it again';
    return new LlmgwError('E_UNREACHABLE', message, { where, hint });
  }
  const hint = 'use a role that may read LiteLLM_MCPServerTable';
  return new LlmgwError('E_REMOTE', message, { where, hint });
}
