import { beforeEach, describe, expect, test } from '@jest/globals';
import { scopeOf, WHOLE_SCOPE } from '../../../../src/mcp/gateway/scope.ts';
import { SessionPool } from '../../../../src/mcp/gateway/session-pool.ts';
import { ToolHub, type GatewayTool, type HubCaller } from '../../../../src/mcp/gateway/tool-hub.ts';
import type { McpServerDefinition } from '../../../../src/mcp/server-definition.ts';
import { McpFault } from '../../../../src/mcp/tool.ts';
import { mcpServer, mcpTool } from '../../../support/mcp-definitions.ts';
import { fakeSession, textResult, type FakeSession } from '../../../support/mcp-session.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const LIMITS = { idleTimeoutMs: 1_000, totalTimeoutMs: 1_000 };
const github = mcpServer({ id: 'id-1', name: 'github', disallowedTools: ['drop'] });
const files = mcpServer({ id: 'id-2', name: 'my files', extraHeaders: ['X-User'] });
const dead = mcpServer({ id: 'id-3', name: 'dead' });

let servers: McpServerDefinition[];
let sessions: Map<string, FakeSession>;
let passed: object[];
let missing: string[];
let hub: ToolHub;

beforeEach(() => {
  servers = [github, files, dead];
  sessions = new Map();
  passed = [];
  missing = [];
  const list = () => Promise.resolve([mcpTool(), mcpTool({ name: 'drop' })]);
  const pool = new SessionPool({
    clock: new VirtualClock(),
    open({ server, passedHeaders }) {
      if (server.name === 'dead') return Promise.reject(new McpFault('unreachable', 'it has died'));
      passed.push(passedHeaders);
      const session = fakeSession({ list });
      sessions.set(server.name, session);
      return Promise.resolve(session);
    },
  });
  hub = new ToolHub({
    pool,
    servers: () => Promise.resolve(servers),
    onMissing: ({ name }, { message }) => void missing.push(`${name}: ${message}`),
  });
});

const own: GatewayTool = {
  tool: mcpTool({
    name: 'look',
    inputSchema: {
      type: 'object',
      properties: { a: { type: 'string' } },
      additionalProperties: false,
    },
  }),
  call: (args) => Promise.resolve(textResult(JSON.stringify(args))),
};

const caller = (parts: Partial<HubCaller> = {}): HubCaller => ({
  ...{ scope: WHOLE_SCOPE, servers: null, own: [own], header: () => undefined },
  ...parts,
});

const call = (name: string, args = {}) => ({ name, arguments: args, ...LIMITS });

describe('lists', () => {
  test('every tool behind the prefix of its server; servers that fail are left out and told', async () => {
    const { tools } = await hub.list(caller());
    expect(tools.map(({ name }) => name)).toEqual([
      'look',
      'github-search',
      'my_files-search',
      'my_files-drop',
    ]);
    expect(missing).toEqual(['dead: it has died']);
  });

  test('whoever chose one server needs no prefix', async () => {
    const { tools } = await hub.list(caller({ servers: ['github'] }));
    expect(tools.map(({ name }) => name)).toEqual(['search']);
    const ours = await hub.list(caller({ servers: ['llmgw'] }));
    expect(ours.tools.map(({ name }) => name)).toEqual(['look']);
  });

  test('what the scope does not allow is not there', async () => {
    const permission = { servers: ['id-2'], accessGroups: [], tools: { 'id-2': ['search'] } };
    const scope = scopeOf({ key: permission, team: null });
    const { tools } = await hub.list(caller({ scope, own: [] }));
    expect(tools.map(({ name }) => name)).toEqual(['my_files-search']);
    expect(missing).toEqual([]);
  });

  test('servers that are not approved, or cannot be used, are not asked', async () => {
    servers = [
      { ...github, approvalStatus: 'pending_review' },
      { ...files, unusable: 'no key opens it' },
    ];
    expect(await hub.list(caller())).toMatchObject({ tools: [{ name: 'look' }], missing: [] });
  });

  test('of two tools with one name the first is kept', async () => {
    servers = [github, { ...github, id: 'twin' }];
    const { tools } = await hub.list(caller({ own: [] }));
    expect(tools.map(({ server }) => server?.id)).toEqual(['id-1']);
  });
});

describe('calls', () => {
  test('the tool by its name here, under its own name there', async () => {
    expect(await hub.call(caller(), call('my_files-search', { a: 1 }))).toMatchObject({
      content: [{ text: 'search' }],
    });
    expect(sessions.get('my files')?.calls).toMatchObject([
      { name: 'search', arguments: { a: 1 }, ...LIMITS },
    ]);
    expect(sessions.has('github')).toBe(false);
  });

  test.each(['search', 'github-search'])('with one server chosen: %s', async (name) => {
    await hub.call(caller({ servers: ['github'] }), call(name));
    expect(sessions.get('github')?.calls).toHaveLength(1);
  });

  test.each(['search', 'github-drop', 'github-serch', 'nobody-search', 'github-', 'look2'])(
    'nothing else is called in place of %s',
    async (name) => {
      await expect(hub.call(caller(), call(name))).rejects.toMatchObject({
        kind: 'unknown-tool',
        message: `there is no tool "${name}"`,
      });
      expect([...sessions.values()].flatMap(({ calls }) => calls)).toEqual([]);
    },
  );

  test('our own tools check their arguments, and are there only for whom they are meant', async () => {
    expect(await hub.call(caller(), call('look', { a: 'x' }))).toMatchObject({ isError: false });
    await expect(hub.call(caller(), call('look', { b: 'x' }))).rejects.toMatchObject({
      kind: 'invalid-arguments',
      message: expect.stringContaining('/b is not an argument of it'),
    });
    await expect(hub.call(caller({ own: [] }), call('look'))).rejects.toMatchObject({
      kind: 'unknown-tool',
    });
  });

  test('only the headers that a server is registered with are passed on', async () => {
    const header = (name: string) => `${name} of the caller`;
    await hub.list(caller({ header }));
    expect(passed).toEqual([{}, { 'x-user': 'x-user of the caller' }]);
  });
});
