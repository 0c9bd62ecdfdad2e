import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mcpTasks } from '../../../commands/doctor/mcp-tasks.ts';
import { readFoundConfig } from '../../../commands/read-found-config.ts';
import { insertRow } from '../../support/access-rows.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { packageServer } from '../../support/mcp-definitions.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { findFreePort, onFreePort, startServerProcess } from '../../support/server-process.ts';

let postgres: TestPostgres;
let url: string;
const places: Workplace[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  url = await createLitellmDatabase(postgres);
  const database = openTestDatabase(url);
  await insertRow(database, 'MCPServerTable', {
    ...{ server_id: 'id-1', server_name: 'pending', transport: 'http', url: 'https://h.example' },
    approval_status: 'pending_review',
  });
  await database.close();
}, 30_000);
afterEach(async () => {
  for (const place of places.splice(0)) await place.leave();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(async () => postgres.stop());

async function ask(mcpServers: object, databaseUrl: string | null = null) {
  const env = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl };
  const place = enterWorkplace({ env });
  places.push(place);
  place.write('config.yaml', { model_list: [], mcp_servers: mcpServers });
  const config = readFoundConfig(place.context)?.config;
  if (config === undefined) throw new Error('no configuration');
  const tasks = await mcpTasks(place.context, config);
  return Promise.all(tasks.map(async ({ target, ask: go }) => ({ target, ...(await go(3_000)) })));
}

test('a server on the network is greeted', async () => {
  const { port, stop } = await onFreePort(async (free) => {
    const child = await startServerProcess({
      ...{ program: '/usr/bin/env', cwd: '/', account: null, signal: 'TERM' },
      args: [`PORT=${free}`, process.execPath, packageServer('everything'), 'streamableHttp'],
      ready: /listening|running|Server is/i,
    });
    return { port: free, stop: child.stop };
  });
  const [result] = await ask({ everything: { url: `http://127.0.0.1:${port}/mcp` } });
  await stop();
  expect(result).toMatchObject({
    ...{ target: 'everything', status: 'ok', detail: expect.stringMatching(/^http, \d+ tools$/) },
  });
});

test('what is wrong is told with the command that shows more', async () => {
  const closed = createServer((_request, response) => response.writeHead(401).end());
  servers.push(closed);
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const address = closed.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const results = await ask({
    locked: { url: `http://127.0.0.1:${port}/mcp` },
    nobody: { url: `http://127.0.0.1:${await findFreePort()}/mcp` },
    shell: { transport: 'stdio', command: 'bash', args: ['-c', 'true'] },
  });
  expect(results).toMatchObject([
    { target: 'locked', status: 'auth', hint: 'llmgw run-mcp-tool locked --list -v' },
    { target: 'nobody', status: 'refused', detail: 'nobody listens at this address' },
    { target: 'shell', status: 'protocol' },
  ]);
});

test('a program is not started; what is not approved is not asked', async () => {
  const registered = { files: { transport: 'stdio', command: 'node', args: ['--version'] } };
  expect(await ask(registered, url)).toMatchObject([
    { target: 'pending', status: 'skipped', detail: 'not approved: pending_review' },
    { target: 'files', status: 'ok', detail: 'a program (node), not started here' },
  ]);
});

test('without the database those of the file are there', async () => {
  const results = await ask(
    { files: { transport: 'stdio', command: 'node' } },
    'postgresql://u:p@127.0.0.1:1/x',
  );
  expect(results.map(({ target }) => target)).toEqual(['files']);
});
