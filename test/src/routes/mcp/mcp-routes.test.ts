import { afterEach, describe, expect, test } from '@jest/globals';
import { ServiceFault } from '../../../../src/core/service-fault.ts';
import { mcpRoutes } from '../../../../src/routes/mcp/mcp-routes.ts';
import { RouteTable } from '../../../../src/routes/route-table.ts';
import { CapturedExchange, type CapturedRequest } from '../../../support/captured-exchange.ts';
import { MASTER_KEY } from '../../../support/config-literals.ts';
import { mcpServer, MISBEHAVING, programServer } from '../../../support/mcp-definitions.ts';
import { makeMcpRig, type McpRig, type McpRigParts } from '../../../support/mcp-rig.ts';

const rigs: McpRig[] = [];
afterEach(async () => {
  await Promise.all(rigs.splice(0).map((rig) => rig.close()));
});

const well = { ...programServer([MISBEHAVING, 'well']), id: 'id-1', name: 'thing', alias: 'th' };
const closed = mcpServer({ id: 'id-2', name: 'closed' });
const KEY = 'sk-of-a-user-0123456789';

function begin(parts: McpRigParts = {}): McpRig {
  const rig = makeMcpRig({
    servers: [well, closed],
    findKey: (keyHash) => ({ keyHash, role: null }),
    ...parts,
  });
  rigs.push(rig);
  return rig;
}

async function send(rig: McpRig, path: string, request: CapturedRequest = {}) {
  const { headers = {}, method = 'POST' } = request;
  const exchange = new CapturedExchange({
    ...{ method, path },
    ...request,
    headers: {
      authorization: `Bearer ${MASTER_KEY}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
  });
  const match = new RouteTable(mcpRoutes(rig.parts)).match(method, path);
  if (!('handle' in match)) throw new Error(match.message);
  await match.handle(exchange, match.params);
  return exchange;
}

const rpc = (method: string, params: object = {}) => ({ jsonrpc: '2.0', id: 1, method, params });

/** What the one event of an answer says. */
function said({ text }: CapturedExchange): Readonly<Record<string, unknown>> {
  const [, data = '{}'] = /^data: (.*)$/m.exec(text) ?? [];
  return JSON.parse(data) as Readonly<Record<string, unknown>>;
}

async function names(rig: McpRig, path: string, headers = {}): Promise<readonly string[]> {
  const answer = said(await send(rig, path, { body: rpc('tools/list'), headers }));
  const { tools } = answer['result'] as { tools: readonly { name: string }[] };
  return tools.map(({ name }) => name);
}

const OWN = ['list_models', 'deployment_health', 'query_infra'];
const THEIRS = ['echo', 'wipe', 'measure', 'env'];

describe('which tools there are', () => {
  test('for the master key: all, behind the names of their servers', async () => {
    const rig = begin();
    expect(await names(rig, '/mcp')).toEqual([...OWN, ...THEIRS.map((name) => `th-${name}`)]);
    expect(rig.missing).toHaveLength(1);
  });

  test.each([
    ['/mcp/thing', {}, THEIRS],
    ['/th/mcp', {}, THEIRS],
    ['/mcp/id-1', {}, THEIRS],
    ['/mcp', { 'x-mcp-servers': 'thing' }, THEIRS],
    ['/mcp/llmgw', {}, OWN],
    ['/mcp/thing,llmgw', {}, [...OWN, ...THEIRS.map((name) => `th-${name}`)]],
  ])('at %s with %j', async (path, headers, expected) => {
    expect(await names(begin(), path, headers)).toEqual(expected);
  });

  test('for a key: what its permission names', async () => {
    const key = { servers: ['thing'], accessGroups: [], tools: { 'id-1': ['echo'] } };
    const rig = begin({ permissions: () => Promise.resolve({ key, team: null }) });
    const headers = { authorization: `Bearer ${KEY}` };
    expect(await names(rig, '/mcp', headers)).toEqual(['list_models', 'th-echo']);
    const body = rpc('tools/call', { name: 'th-wipe', arguments: {} });
    const refused = said(await send(rig, '/mcp', { body, headers }));
    expect(refused).toMatchObject({
      error: { code: -32_602, message: 'there is no tool "th-wipe"' },
    });
    expect((await send(rig, '/mcp/closed', { body: rpc('tools/list'), headers })).status).toBe(404);
  });

  test('the inside of the gateway is for keys that name it', async () => {
    const key = { servers: ['llmgw'], accessGroups: [], tools: {} };
    const rig = begin({ permissions: () => Promise.resolve({ key, team: null }) });
    const headers = { authorization: `Bearer ${KEY}` };
    expect(await names(rig, '/mcp', headers)).toEqual(OWN);
  });
});

describe('who is let in', () => {
  test.each([
    ['no key', { authorization: '' }, 401],
    ['a page of the web', { origin: 'https://evil.example.com' }, 403],
    ['a page in a sandbox', { origin: 'null' }, 403],
  ])('%s is not', async (_what, headers, status) => {
    const exchange = await send(begin(), '/mcp', { body: rpc('tools/list'), headers });
    expect(exchange.status).toBe(status);
  });

  test.each(['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:8'])(
    'a page of this machine is: %s',
    async (origin) => {
      expect(await names(begin(), '/mcp/llmgw', { origin })).toEqual(OWN);
    },
  );

  test('while nobody can say what a key may do it is told to come again', async () => {
    const away = new ServiceFault({
      ...{ service: 'postgresql', kind: 'refused', where: 'db', what: 'away', hint: 'wait' },
    });
    const rig = begin({ permissions: () => Promise.reject(away) });
    const headers = { authorization: `Bearer ${KEY}` };
    const exchange = await send(rig, '/mcp', { body: rpc('tools/list'), headers });
    expect(exchange.status).toBe(503);
    expect(exchange.sentHeader('retry-after')).toBe('2');
    expect(exchange.text).not.toContain('away');
  });
});

describe('calls', () => {
  test('go to the server and are told of', async () => {
    const rig = begin();
    const body = rpc('tools/call', { name: 'th-echo', arguments: { text: 'hello' } });
    expect(said(await send(rig, '/mcp', { body }))).toMatchObject({
      result: { isError: false, content: [{ type: 'text', text: 'hello' }] },
    });
    expect(rig.calls).toEqual([expect.stringMatching(/^[\da-f]{8} th-echo ok$/)]);
  });

  test('a failing tool is a result that a model can read', async () => {
    const body = rpc('tools/call', { name: 'th-wipe', arguments: {} });
    expect(said(await send(begin(), '/mcp', { body }))).toMatchObject({
      result: { isError: true, content: [{ text: 'that went wrong' }] },
    });
  });

  test('so is a server that hangs', async () => {
    const hanging = { ...programServer([MISBEHAVING, 'hang-call']), name: 'slow' };
    const rig = begin({ servers: [hanging], timeoutMs: 200 });
    const body = rpc('tools/call', { name: 'slow-echo', arguments: { text: 'a' } });
    expect(said(await send(rig, '/mcp', { body }))).toMatchObject({
      result: { isError: true, content: [{ text: 'it did not answer in time' }] },
    });
    expect(rig.calls[0]).toContain('slow-echo timeout');
  });
});

describe('requests that are none', () => {
  test.each([
    ['no JSON', '{"jsonrpc":', 400, -32_700],
    ['no message', '{}', 400, -32_600],
  ])('%s', async (_what, body, status, code) => {
    const exchange = await send(begin(), '/mcp', { body });
    expect(exchange.status).toBe(status);
    expect(exchange.json).toMatchObject({ error: { code } });
  });

  test('a body without an end', async () => {
    const exchange = await send(begin(), '/mcp', { bodyFault: 'too_large' });
    expect(exchange.status).toBe(413);
  });

  test('nobody is left to answer', async () => {
    expect((await send(begin(), '/mcp', { bodyFault: 'aborted' })).status).toBeNull();
  });

  test('a server that nobody knows', async () => {
    const exchange = await send(begin(), "/mcp/x' OR '1'='1", { body: rpc('tools/list') });
    expect([exchange.status, exchange.text]).toEqual([
      404,
      expect.stringContaining('no such MCP server'),
    ]);
  });
});
