import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { scopeOf, WHOLE_SCOPE } from '../../../../src/mcp/gateway/scope.ts';
import type { HubCaller } from '../../../../src/mcp/gateway/tool-hub.ts';
import type { McpGateway } from '../../../../src/mcp/gateway/mcp-gateway.ts';
import { MISBEHAVING, mcpServer, programServer } from '../../../support/mcp-definitions.ts';
import { makeMcpRig, type McpRig, type McpRigParts } from '../../../support/mcp-rig.ts';

const rigs: McpRig[] = [];
afterEach(async () => {
  await Promise.all(rigs.splice(0).map((rig) => rig.close()));
});

async function begin(parts: McpRigParts): Promise<McpGateway> {
  const rig = makeMcpRig(parts);
  rigs.push(rig);
  return rig.parts.mcp();
}

const server = (mode: string, mark = mode) => ({
  ...programServer([MISBEHAVING, mode, mark]),
  ...{ id: mode, name: mode },
});

const caller = (servers: readonly string[] | null, parts: Partial<HubCaller> = {}): HubCaller => ({
  ...{ scope: WHOLE_SCOPE, servers, own: [], header: () => undefined },
  ...parts,
});

async function ask(
  mcp: McpGateway,
  body: unknown,
  { by = caller(['well']), session = '' }: { by?: HubCaller; session?: string } = {},
): Promise<Response> {
  const request = new Request('http://gateway/mcp', {
    method: body === undefined ? 'DELETE' : 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(session !== '' && { 'mcp-session-id': session }),
    },
  });
  return mcp.handle({ request, body, caller: by, owner: 'me' });
}

const rpc = (method: string, params: object = {}) => ({ jsonrpc: '2.0', id: 1, method, params });
const HELLO = rpc('initialize', {
  ...{ protocolVersion: '2025-06-18', capabilities: {} },
  clientInfo: { name: 'c', version: '1' },
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

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a session with one server', () => {
  test('is with that server itself, and ends with it', async () => {
    const mark = 'passed-well';
    const mcp = await begin({ servers: [server('well', mark)] });
    const hello = await ask(mcp, HELLO);
    const session = hello.headers.get('mcp-session-id') ?? '';
    expect(await hello.text()).toContain('"name":"misbehaving"');
    expect(countOf(mark)).toBe(1);
    const called = await ask(mcp, rpc('tools/call', { name: 'echo', arguments: { text: 'a' } }), {
      session,
    });
    expect(await called.text()).toContain('"text":"a"');
    expect((await ask(mcp, undefined, { session })).status).toBe(200);
    await until(() => countOf(mark) === 0);
    expect((await ask(mcp, rpc('tools/list'), { session })).status).toBe(404);
  });

  test('shows and calls only what is allowed', async () => {
    const mcp = await begin({ servers: [server('well')] });
    const key = { servers: ['well'], accessGroups: [], tools: { well: ['echo'] } };
    const by = caller(['well'], { scope: scopeOf({ key, team: null }) });
    const hello = await ask(mcp, HELLO, { by });
    await hello.text();
    const session = hello.headers.get('mcp-session-id') ?? '';
    const list = await (await ask(mcp, rpc('tools/list'), { by, session })).text();
    expect([list.includes('"echo"'), list.includes('"wipe"')]).toEqual([true, false]);
    const called = await ask(mcp, rpc('tools/call', { name: 'wipe' }), { by, session });
    expect(await called.text()).toContain('-32602');
  });

  test('rights that go while it lasts are gone', async () => {
    const mcp = await begin({ servers: [server('well')] });
    const only = (tool: string) => {
      const key = { servers: ['well'], accessGroups: [], tools: { well: [tool] } };
      return caller(['well'], { scope: scopeOf({ key, team: null }) });
    };
    const hello = await ask(mcp, HELLO, { by: only('echo') });
    await hello.text();
    const session = hello.headers.get('mcp-session-id') ?? '';
    const call = rpc('tools/call', { name: 'echo', arguments: { text: 'a' } });
    expect(await (await ask(mcp, call, { by: only('echo'), session })).text()).toContain('"a"');
    expect(await (await ask(mcp, call, { by: only('env'), session })).text()).toContain('-32602');
    const nothing = caller(['well'], { scope: scopeOf({ key: null, team: null }) });
    expect((await ask(mcp, call, { by: nothing, session })).status).toBe(404);
  });

  test('is not there for requests to another server', async () => {
    const other = { ...server('well'), id: 'other', name: 'other' };
    const mcp = await begin({ servers: [server('well'), other] });
    const hello = await ask(mcp, HELLO);
    await hello.text();
    const session = hello.headers.get('mcp-session-id') ?? '';
    const list = rpc('tools/list');
    expect((await ask(mcp, list, { by: caller(['other']), session })).status).toBe(404);
    expect((await ask(mcp, list, { session })).status).toBe(200);
  });

  test.each([
    ['a program that is not there', { command: 'no-such-program' }],
    ['a shell', { command: 'bash' }],
  ])('%s cannot be spoken with', async (_what, { command }) => {
    const transport = { kind: 'stdio', command, args: [], env: {} } as const;
    const mcp = await begin({ servers: [mcpServer({ id: 'well', name: 'well', transport })] });
    const response = await ask(mcp, HELLO);
    expect([response.status, await response.text()]).toEqual([
      502,
      expect.stringContaining('well: '),
    ]);
  });

  test('a server that dies ends it, and the request under way is answered', async () => {
    const mcp = await begin({ servers: [{ ...server('die-in-call'), name: 'well' }] });
    const hello = await ask(mcp, HELLO);
    await hello.text();
    const session = hello.headers.get('mcp-session-id') ?? '';
    const called = await ask(mcp, rpc('tools/call', { name: 'echo', arguments: {} }), { session });
    expect(await called.text()).toContain('the server has ended');
    expect((await ask(mcp, rpc('tools/list'), { session })).status).toBe(404);
  });

  test('closing the gateway leaves no process', async () => {
    const mark = 'passed-closing';
    const mcp = await begin({ servers: [server('ignore-term', mark)] });
    const by = caller(['ignore-term']);
    await (await ask(mcp, HELLO, { by })).text();
    await (await ask(mcp, rpc('tools/list'), { by })).text();
    expect(countOf(mark)).toBe(2);
    await mcp.close();
    expect(countOf(mark)).toBe(0);
  });
});

test('a hanging server does not hold up a good one', async () => {
  const mcp = await begin({ servers: [server('hang-initialize'), server('well')] });
  const call = rpc('tools/call', { name: 'well-echo', arguments: { text: 'quick' } });
  expect(await (await ask(mcp, call, { by: caller(null) })).text()).toContain('quick');
});

test('whoever names a server that is not there is told so', async () => {
  const mcp = await begin({ servers: [server('well')] });
  expect((await ask(mcp, HELLO, { by: caller(['nobody']) })).status).toBe(404);
  expect((await ask(mcp, HELLO, { by: caller(['llmgw']) })).status).toBe(200);
});
