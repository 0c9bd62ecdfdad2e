import { afterEach, expect, test } from '@jest/globals';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { createRpcServer } from '../../../../src/mcp/gateway/rpc-server.ts';
import { WHOLE_SCOPE } from '../../../../src/mcp/gateway/scope.ts';
import { SessionPool } from '../../../../src/mcp/gateway/session-pool.ts';
import { ToolHub } from '../../../../src/mcp/gateway/tool-hub.ts';
import { McpFault, type McpCallResult, type McpToolCall } from '../../../../src/mcp/tool.ts';
import { mcpServer, mcpTool } from '../../../support/mcp-definitions.ts';
import { fakeSession, textResult } from '../../../support/mcp-session.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const clients: Client[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

const tool = mcpTool({
  title: 'Search',
  description: 'Finds things',
  inputSchema: { type: 'object', $defs: { a: {} }, additionalProperties: false },
  annotations: { ...mcpTool().annotations, readOnlyHint: true },
});

async function begin(call: (asked: McpToolCall) => Promise<McpCallResult>) {
  const session = fakeSession({ list: () => Promise.resolve([tool]), call });
  const pool = new SessionPool({ clock: new VirtualClock(), open: () => Promise.resolve(session) });
  const hub = new ToolHub({
    pool,
    servers: () => Promise.resolve([mcpServer()]),
    onMissing: () => {},
  });
  const outcomes: string[] = [];
  const server = createRpcServer({
    ...{ hub, version: '1.2.3', limits: { idleTimeoutMs: 1_000, totalTimeoutMs: 1_000 } },
    caller: () => ({ scope: WHOLE_SCOPE, servers: null, own: [], header: () => undefined }),
    onCall: (name, outcome) => void outcomes.push(`${name} ${outcome}`),
  });
  const client = new Client({ name: 'test', version: '1' });
  clients.push(client);
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.connect(far);
  await client.connect(near);
  return { client, outcomes, session };
}

test('says who it is and which tools there are, as their server describes them', async () => {
  const { client } = await begin(async () => textResult(''));
  expect(client.getServerVersion()).toMatchObject({ name: 'llmgw', version: '1.2.3' });
  expect((await client.listTools()).tools).toEqual([
    {
      ...{ name: 'thing-search', title: 'Search', description: 'Finds things' },
      inputSchema: { type: 'object', $defs: { a: {} }, additionalProperties: false },
      annotations: { readOnlyHint: true },
    },
  ]);
});

test('hands on results, with steps on the way', async () => {
  const { client, outcomes } = await begin(async ({ onProgress }) => {
    onProgress?.({ progress: 1, total: 2, message: 'half' });
    return textResult('found', { structuredContent: { n: 1 }, meta: { a: 'b' } });
  });
  const steps: unknown[] = [];
  const result = await client.callTool(
    { name: 'thing-search', arguments: { q: 'x' } },
    { onprogress: (step) => void steps.push(step) },
  );
  expect(result).toMatchObject({
    ...{ content: [{ type: 'text', text: 'found' }], structuredContent: { n: 1 } },
    _meta: { a: 'b' },
  });
  expect(steps).toEqual([{ progress: 1, total: 2, message: 'half' }]);
  expect(outcomes).toEqual(['thing-search ok']);
});

test('a client that gives up ends the call at the server', async () => {
  const { client, session } = await begin(
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new McpFault('cancelled', 'gone')));
      }),
  );
  const gone = new AbortController();
  const asked = client.callTool({ name: 'thing-search' }, { signal: gone.signal });
  const call = asked.catch((fault: unknown) => fault);
  while (session.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  gone.abort();
  expect(await call).toBeInstanceOf(Error);
  while (session.calls[0]?.signal?.aborted !== true) {
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test('what goes wrong with a server is a result; a tool that is not there is a fault', async () => {
  const fault = new McpFault('timeout', 'it did not answer in time');
  const { client, outcomes } = await begin(() => Promise.reject(fault));
  expect(await client.callTool({ name: 'thing-search' })).toMatchObject({
    isError: true,
    content: [{ text: 'it did not answer in time' }],
  });
  await expect(client.callTool({ name: 'thing-serch' })).rejects.toMatchObject({ code: -32_602 });
  expect(outcomes).toEqual(['thing-search timeout', 'thing-serch unknown-tool']);
});
