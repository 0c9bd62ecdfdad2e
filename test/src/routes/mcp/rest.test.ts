import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mcpRoutes } from '../../../../src/routes/mcp/mcp-routes.ts';
import { RouteTable } from '../../../../src/routes/route-table.ts';
import { CapturedExchange, type CapturedRequest } from '../../../support/captured-exchange.ts';
import { MASTER_KEY } from '../../../support/config-literals.ts';
import { mcpServer, MISBEHAVING, programServer } from '../../../support/mcp-definitions.ts';
import { makeMcpRig, type McpRig } from '../../../support/mcp-rig.ts';

let rig: McpRig;
beforeAll(() => {
  const well = programServer([MISBEHAVING, 'well']);
  rig = makeMcpRig({
    servers: [
      { ...well, id: 'id-1', name: 'thing', description: 'Things', disallowedTools: ['wipe'] },
      { ...programServer([MISBEHAVING, 'die-in-call']), id: 'id-2', name: 'mortal' },
      mcpServer({ id: 'id-3', name: 'dead', unusable: null }),
    ],
  });
});
afterAll(async () => rig.close());

async function send(method: string, path: string, request: CapturedRequest = {}) {
  const headers = { authorization: `Bearer ${MASTER_KEY}` };
  const exchange = new CapturedExchange({ method, path, headers, ...request });
  const match = new RouteTable(mcpRoutes(rig.parts)).match(method, path);
  if (!('handle' in match)) throw new Error(match.message);
  await match.handle(exchange, match.params);
  return exchange;
}

const list = (query: string) => send('GET', '/mcp-rest/tools/list', { query });
const call = (body: object) => send('POST', '/mcp-rest/tools/call', { body });

describe('the list', () => {
  test('of one server: bare names with where they are from', async () => {
    expect((await list('server_id=id-1')).json).toMatchObject({
      tools: [
        {
          name: 'echo',
          description: 'Says it again',
          inputSchema: { required: ['text'] },
          mcp_info: { server_id: 'id-1', server_name: 'thing', description: 'Things' },
        },
        { name: 'measure' },
        { name: 'env' },
      ],
      error: null,
    });
  });

  test('of all: servers that do not answer are named', async () => {
    const { json } = await list('');
    expect(json).toMatchObject({
      error: 'partial_failure',
      message: expect.stringMatching(/^dead: /),
      tools: expect.arrayContaining([expect.objectContaining({ name: 'query_infra' })]),
    });
  });

  test('of a server that is not there', async () => {
    expect((await list('server_id=nobody')).json).toMatchObject({
      tools: [],
      error: 'server_not_found',
    });
  });
});

describe('a call', () => {
  test.each(['id-1', 'thing'])('by the server’s %s', async (server) => {
    const exchange = await call({ server_id: server, name: 'echo', arguments: { text: 'a' } });
    expect([exchange.status, exchange.json]).toEqual([
      200,
      { isError: false, content: [{ type: 'text', text: 'a' }] },
    ]);
  });

  test('structured results are passed on', async () => {
    expect((await call({ server_id: 'id-1', name: 'measure' })).json).toMatchObject({
      structuredContent: { size: 3 },
    });
  });

  test('of our own tools', async () => {
    const exchange = await call({ server_id: 'llmgw', name: 'list_models' });
    expect(exchange.json).toMatchObject({ structuredContent: { models: [{ id: 'group' }] } });
  });

  test.each([
    [{ name: 'echo' }, 400, 'missing_parameter'],
    [{ server_id: 'id-1' }, 400, 'missing_parameter'],
    [[], 400, 'missing_parameter'],
    [{ server_id: 'id-1', name: 'echo', arguments: [] }, 400, 'invalid_parameter'],
    [{ server_id: "x' OR '1'='1", name: 'echo' }, 403, 'access_denied'],
    [{ server_id: 'id-1', name: 'wipe' }, 404, 'mcp_unknown_tool'],
    [{ server_id: 'id-2', name: 'echo', arguments: { text: 'a' } }, 502, 'mcp_unreachable'],
    [
      { server_id: 'llmgw', name: 'list_models', arguments: { a: 1 } },
      400,
      'mcp_invalid_arguments',
    ],
  ])('%j', async (body, status, code) => {
    const exchange = await call(body);
    expect([exchange.status, exchange.json]).toEqual([
      status,
      { error: expect.objectContaining({ code }) },
    ]);
  });
});
