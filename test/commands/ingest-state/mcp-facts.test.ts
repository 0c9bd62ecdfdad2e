import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mcpFacts } from '../../../commands/ingest-state/mcp-facts.ts';
import { readFoundConfig } from '../../../commands/read-found-config.ts';
import type { Database } from '../../../src/db/database.ts';
import { insertRow } from '../../support/access-rows.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
const places: Workplace[] = [];
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
  await insertRow(database, 'MCPServerTable', {
    ...{ server_id: 'id-1', server_name: 'stored', transport: 'http' },
    url: 'https://me:canary@mcp.example/mcp?key=canary',
    credentials: JSON.stringify({ auth_value: 'canary' }),
    approval_status: 'pending_review',
  });
}, 30_000);
afterEach(async () => {
  for (const place of places.splice(0)) await place.leave();
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

test('of both places, with nothing of what they are called with', async () => {
  const place = enterWorkplace();
  places.push(place);
  place.write('config.yaml', {
    model_list: [],
    mcp_servers: {
      local: {
        transport: 'stdio',
        command: 'node',
        args: ['--token', 'canary'],
        env: { A: 'canary' },
      },
    },
  });
  const facts = await mcpFacts(readFoundConfig(place.context), database)?.();
  expect(facts).toMatchObject([
    {
      id: 'id-1',
      name: 'stored',
      where: 'https://mcp.example/mcp',
      status: 'pending_review',
      source: 'database',
    },
    { name: 'local', where: 'node', transport: 'stdio', status: 'active', source: 'config' },
  ]);
  expect(JSON.stringify(facts)).not.toContain('canary');
});

test('nowhere to look', () => {
  expect(mcpFacts(null, null)).toBeNull();
});
