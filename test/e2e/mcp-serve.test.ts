import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { execa } from 'execa';
import type { Database } from '../../src/db/database.ts';
import { insertRow } from '../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { MISBEHAVING, packageServer } from '../support/mcp-definitions.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { runCli } from '../support/run-cli.ts';
import { MASTER_KEY, serve, type Served } from './served.ts';

// The whole program with servers of npm behind it, and the official client in front.

const CONFORMANT = fileURLToPath(new URL('../support/mcp-servers/conformant.mjs', import.meta.url));
const REGISTER = new URL('../support/conformance/register.mjs', import.meta.url).href;
const SUITE = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
);
const MARK = 'e2e-of-mcp-in-serve';
const KEY = 'sk-of-an-agent-0123456789';
const CANARY = 'canary-of-an-mcp-server';

let server: TestPostgres;
let database: Database;
let url: string;
let gateway: Served;
const clients: Client[] = [];

const program = (...args: readonly string[]) => ({
  transport: 'stdio',
  command: 'node',
  args: [...args, MARK],
});
const MODELS = [
  {
    model_name: 'gpt',
    litellm_params: { model: 'openai/gpt-4o', api_key: 'sk-x', api_base: 'http://127.0.0.1:9' },
  },
];

beforeAll(async () => {
  server = await startPostgres();
  url = await createLitellmDatabase(server);
  database = openTestDatabase(url);
  const token = createHash('sha256').update(KEY).digest('hex');
  await insertRow(database, 'ObjectPermissionTable', {
    object_permission_id: 'p1',
    mcp_servers: ['everything', 'llmgw'],
    mcp_tool_permissions: JSON.stringify({ everything: ['echo', 'get-sum'] }),
  });
  await insertRow(database, 'VerificationToken', { token, object_permission_id: 'p1' });
  await insertRow(database, 'MCPServerTable', {
    ...{ server_id: 'everything', server_name: 'everything', transport: 'stdio' },
    ...{ command: 'node', args: [packageServer('everything'), 'stdio', MARK] },
  });
  gateway = await serve(
    {
      model_list: MODELS,
      mcp_servers: {
        memory: program(packageServer('memory')),
        hangs: program(MISBEHAVING, 'hang-initialize'),
        secretive: { ...program(MISBEHAVING, 'die'), env: { TOKEN: CANARY } },
      },
    },
    { env: { DATABASE_URL: url, HOME: '/tmp' } },
  );
}, 60_000);

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await database.close();
  await server.stop();
});

function countOf(mark: string): number {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark);
    } catch {
      return false;
    }
  }).length;
}

async function connect(path: string, key = MASTER_KEY): Promise<Client> {
  const client = new Client({ name: 'agent', version: '1' });
  clients.push(client);
  const requestInit = { headers: { authorization: `Bearer ${key}` } };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(gateway.origin + path), { requestInit }),
  );
  return client;
}

async function names(client: Client): Promise<readonly string[]> {
  return (await client.listTools()).tools.map(({ name }) => name);
}

describe('the official client', () => {
  test('lists and calls the tools of servers of database and file, beside one that hangs', async () => {
    const client = await connect('/mcp');
    expect(await names(client)).toEqual(
      expect.arrayContaining(['list_models', 'everything-echo', 'memory-search_nodes']),
    );
    expect(
      await client.callTool({ name: 'everything-echo', arguments: { message: 'hi' } }),
    ).toMatchObject({
      content: [{ type: 'text', text: 'Echo: hi' }],
    });
    expect(await client.callTool({ name: 'memory-read_graph', arguments: {} })).toMatchObject({
      content: [{ type: 'text' }],
    });
  });

  test.each(['/mcp', '/mcp/everything'])('sees progress and cancels at %s', async (path) => {
    const client = await connect(path);
    const name = `${path === '/mcp' ? 'everything-' : ''}trigger-long-running-operation`;
    const gone = new AbortController();
    const steps: unknown[] = [];
    const call = client.callTool(
      { name, arguments: { duration: 60, steps: 600 } },
      {
        signal: gone.signal,
        onprogress(step) {
          steps.push(step);
          gone.abort();
        },
      },
    );
    await expect(call).rejects.toThrow(/abort/i);
    expect(steps[0]).toMatchObject({ progress: 1, total: 600 });
    expect(await client.ping()).toEqual({});
  });

  test('with a virtual key has the tools that its permission names', async () => {
    const client = await connect('/mcp', KEY);
    expect([...(await names(client))].sort()).toEqual([
      'deployment_health',
      'everything-echo',
      'everything-get-sum',
      'list_models',
      'query_infra',
    ]);
    await expect(
      client.callTool({ name: 'everything-get-env', arguments: {} }),
    ).rejects.toMatchObject({ code: -32_602 });
    await expect(connect('/mcp/memory', KEY)).rejects.toThrow('no such MCP server');
    await expect(connect('/mcp', 'sk-of-nobody')).rejects.toThrow(/api key/i);
  });

  test('reads resources and prompts where one server is chosen', async () => {
    const client = await connect('/everything/mcp', KEY);
    expect((await client.listPrompts()).prompts.length).toBeGreaterThan(0);
    expect((await client.listResources()).resources.length).toBeGreaterThan(0);
    expect([...(await names(client))].sort()).toEqual(['echo', 'get-sum']);
  });
});

describe('facts', () => {
  test('an agent is told the same as whoever asks at the terminal', async () => {
    const options = { cwd: gateway.folder.path, env: { DATABASE_URL: url }, timeoutMs: 60_000 };
    const stored = await runCli(
      ['ingest-state', '--collectors', 'host,sockets,processes'],
      options,
    );
    expect(stored.code).toBeLessThan(9);
    const question = `what listens on port ${gateway.port}`;
    const asked = await runCli(['query-infra', question, '--json', '--limit', '3'], options);
    const client = await connect('/mcp', KEY);
    const { structuredContent } = await client.callTool({
      name: 'query_infra',
      arguments: { question, limit: 3 },
    });
    const rowsOf = (document: unknown) =>
      (document as { rows: readonly Record<string, unknown>[] }).rows.map(
        ({ kind, key, body }) => ({ kind, key, body }),
      );
    const rows = rowsOf(structuredContent);
    expect(rows[0]).toMatchObject({ kind: 'port', body: { port: gateway.port, process: 'node' } });
    expect(rows).toEqual(rowsOf(JSON.parse(asked.stdout)));
  }, 60_000);
});

test('passes the conformance suite of the protocol', async () => {
  const open = await serve(
    { model_list: MODELS, mcp_servers: { conformant: program(CONFORMANT) } },
    {
      args: ['--dev'],
      env: { LITELLM_MASTER_KEY: '' },
    },
  );
  const args = ['--import', REGISTER, SUITE, 'server', '--suite', 'all'];
  const { stdout, stderr } = await execa(
    process.execPath,
    [...args, '--url', `${open.origin}/mcp/conformant`],
    {
      cwd: open.folder.path,
      reject: false,
      timeout: 100_000,
    },
  );
  const summary = (stdout + stderr).split('=== SUMMARY ===')[1] ?? stdout + stderr;
  expect(summary).toContain('44 passed, 0 failed');
  expect(summary.match(/^✗.*$/gm)).toBeNull();
  await open.stop();
}, 120_000);

test('stops at once, with no process left and no secret told', async () => {
  const { code, stderr, stdout } = await gateway.stop();
  expect(code).toBe(143);
  expect(stdout + stderr).toContain('secretive');
  expect(stdout + stderr).not.toContain(CANARY);
  expect(countOf(MARK)).toBe(0);
});
