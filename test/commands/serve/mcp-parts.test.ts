import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mcpService, type McpService } from '../../../commands/serve/mcp-parts.ts';
import { CommandContext } from '../../../commands/context.ts';
import { readCatalog } from '../../../src/db/catalog.ts';
import type { Database } from '../../../src/db/database.ts';
import { WHOLE_SCOPE } from '../../../src/mcp/gateway/scope.ts';
import type { ManagementStore } from '../../../src/routes/management/work.ts';
import { insertRow, run, TOKEN } from '../../support/access-rows.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { captureLogger, type CapturedLogger } from '../../support/captured-logger.ts';
import { makeGateway } from '../../support/gateway.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

/** Time stands still in it. */
class ClockedContext extends CommandContext {
  override readonly clock = new VirtualClock();
}

const URL = 'https://mcp.example.com';

let server: TestPostgres;
let database: Database;
let place: Workplace;
let log: CapturedLogger;
let store: ManagementStore | 'away' | null;
let service: McpService;
let context: ClockedContext;

beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());

beforeEach(async () => {
  database = openTestDatabase(await createLitellmDatabase(server));
  await insertRow(database, 'MCPServerTable', {
    server_id: 'id-1',
    server_name: 'stored',
    url: URL,
  });
  store = { database, catalog: await readCatalog(database), secrets: null };
  place = enterWorkplace();
  log = await captureLogger();
  context = new ClockedContext(place.captured.io, place.context.options);
  const backend = {
    get store() {
      return store;
    },
  };
  service = mcpService({ context, gateway: makeGateway().gateway, backend, logger: log.logger });
});
afterEach(async () => {
  await service.close();
  await database.close();
  await place.leave();
});

const ANYBODY = { scope: WHOLE_SCOPE, servers: null, own: [], header: () => undefined };

async function servers(): Promise<readonly string[]> {
  return (await (await service.mcp()).servers(ANYBODY)).map(({ name }) => name);
}

describe('servers', () => {
  test('are read anew after a while', async () => {
    expect(await servers()).toEqual(['stored']);
    await insertRow(database, 'MCPServerTable', {
      server_id: 'id-2',
      server_name: 'newer',
      url: URL,
    });
    expect(await servers()).toEqual(['stored']);
    context.clock.advance(10_000);
    expect(await servers()).toEqual(['stored', 'newer']);
  });

  test('stay while the database is away, or does not answer', async () => {
    expect(await servers()).toEqual(['stored']);
    const before = store;
    store = 'away';
    context.clock.advance(10_000);
    expect(await servers()).toEqual(['stored']);
    store = before;
    await database.close();
    context.clock.advance(10_000);
    expect(await servers()).toEqual(['stored']);
    expect(log.text()).toContain('MCP servers cannot be read from the database');
  });

  test('are those of the configuration where there is no database', async () => {
    store = null;
    expect(await servers()).toEqual([]);
    expect(service.facts()).toBeNull();
  });
});

describe('permissions', () => {
  test('are remembered for a minute', async () => {
    await insertRow(database, 'ObjectPermissionTable', {
      object_permission_id: 'p',
      mcp_servers: ['a'],
    });
    await insertRow(database, 'VerificationToken', { token: TOKEN, object_permission_id: 'p' });
    expect(await service.permissions(TOKEN)).toMatchObject({ key: { servers: ['a'] }, team: null });
    await run(database, `UPDATE "LiteLLM_ObjectPermissionTable" SET mcp_servers = '{b}'`);
    expect(await service.permissions(TOKEN)).toMatchObject({ key: { servers: ['a'] } });
    context.clock.advance(60_000);
    expect(await service.permissions(TOKEN)).toMatchObject({ key: { servers: ['b'] } });
  });

  test('cannot be told while the database is away, and are asked for again after it', async () => {
    const before = store;
    store = 'away';
    await expect(service.permissions(TOKEN)).rejects.toMatchObject({ name: 'ServiceFault' });
    store = before;
    expect(await service.permissions(TOKEN)).toEqual({ key: null, team: null });
  });
});

test('facts are in the database there is', () => {
  expect(service.facts()).toBe(database);
});

test('nothing is loaded that nobody asked for', async () => {
  service.drain();
  await service.close();
  expect(log.text()).toBe('');
});
