import { beforeEach, describe, expect, test } from '@jest/globals';
import { Server } from '@modelcontextprotocol/server';
import { WHOLE_SCOPE } from '../../../../src/mcp/gateway/scope.ts';
import { HttpSessions, type SessionRequest } from '../../../../src/mcp/gateway/http-sessions.ts';
import { turns } from '../../../support/http-server.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

let clock: VirtualClock;
let sessions: HttpSessions;
let closed: number;

beforeEach(() => {
  clock = new VirtualClock();
  closed = 0;
  sessions = new HttpSessions({ clock, maxSessions: 2, idleMs: 1_000 });
});

function createServer(): Server {
  const server = new Server({ name: 'test', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools: [] }));
  server.setRequestHandler('tools/call', () => new Promise(() => {}));
  return server;
}

interface Asked {
  readonly method?: string;
  readonly session?: string | null;
  readonly owner?: string;
  readonly room?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

async function ask(body: unknown, asked: Asked = {}): Promise<Response> {
  const { method = 'POST', session = null, owner = 'me', signal } = asked;
  const request = new Request('http://gateway/mcp', {
    method,
    headers: {
      'content-type': 'application/json',
      accept: asked.accept ?? 'application/json, text/event-stream',
      ...(session !== null && { 'mcp-session-id': session }),
    },
    ...(signal && { signal }),
  });
  const openSession: SessionRequest['openSession'] = async ({ transport, onEnd }) => {
    const server = createServer();
    await server.connect(transport);
    const onclose = (): void => {
      closed += 1;
      onEnd();
    };
    Object.assign(server, { onclose });
    return server;
  };
  const caller = { scope: WHOLE_SCOPE, servers: null, own: [], header: () => undefined };
  const parts = { request, body, owner, room: asked.room ?? 'here', caller };
  return sessions.handle({ ...parts, createServer, openSession });
}

const rpc = (method: string, params: object = {}) => ({ jsonrpc: '2.0', id: 1, method, params });
const HELLO = rpc('initialize', {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'c', version: '1' },
});

async function begin(owner = 'me'): Promise<string> {
  const response = await ask(HELLO, { owner });
  expect(response.status).toBe(200);
  await response.text();
  return response.headers.get('mcp-session-id') ?? '';
}

describe('sessions', () => {
  test('begin with initialize and are known by their id', async () => {
    const session = await begin();
    const response = await ask(rpc('tools/list'), { session });
    expect(await response.text()).toContain('"tools":[]');
    expect(sessions.size).toBe(1);
  });

  test('are nobody else’s', async () => {
    const session = await begin();
    const response = await ask(rpc('tools/list'), { session, owner: 'you' });
    expect(response.status).toBe(404);
    expect((await ask(rpc('tools/list'), { session: 'made-up' })).status).toBe(404);
    expect((await ask(rpc('tools/list'), { session, room: 'there' })).status).toBe(404);
    expect((await ask(rpc('tools/list'), { session })).status).toBe(200);
  });

  test('end when the client says so', async () => {
    const session = await begin();
    expect((await ask(undefined, { method: 'DELETE', session })).status).toBe(200);
    expect((await ask(rpc('tools/list'), { session })).status).toBe(404);
    expect([sessions.size, closed]).toEqual([0, 1]);
  });

  test('end when they are not used for long', async () => {
    const session = await begin();
    clock.advance(999);
    await (await ask(rpc('tools/list'), { session })).text();
    clock.advance(999);
    expect(sessions.size).toBe(1);
    clock.advance(1);
    await turns(2);
    expect([sessions.size, closed, clock.pending]).toEqual([0, 1, 0]);
  });

  test('end soon when the client has cut its stream and does not come back', async () => {
    sessions = new HttpSessions({ clock, idleMs: 3_600_000 });
    const session = await begin();
    const client = new AbortController();
    await ask(undefined, {
      method: 'GET',
      session,
      signal: client.signal,
      accept: 'text/event-stream',
    });
    client.abort();
    clock.advance(59_999);
    expect(sessions.size).toBe(1);
    clock.advance(1);
    expect(sessions.size).toBe(0);
  });

  test('of too many the one that was used longest ago goes', async () => {
    const first = await begin();
    clock.advance(1);
    const second = await begin();
    clock.advance(1);
    await (await ask(rpc('tools/list'), { session: first })).text();
    await begin();
    expect((await ask(rpc('tools/list'), { session: second })).status).toBe(404);
    expect((await ask(rpc('tools/list'), { session: first })).status).toBe(200);
  });

  test('whoever has most makes room for the others', async () => {
    sessions = new HttpSessions({ clock, maxSessions: 3 });
    const mine = await begin('me');
    clock.advance(1);
    await begin('greedy');
    await begin('greedy');
    await begin('greedy');
    expect(sessions.size).toBe(3);
    expect((await ask(rpc('tools/list'), { session: mine })).status).toBe(200);
  });

  test('those that begin at the same time count too', async () => {
    const owners = Array.from({ length: 10 }, (_, i) => `owner-${i}`);
    const answers = await Promise.all(owners.map((owner) => ask(HELLO, { owner })));
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 8 }, () => 404),
      ...[200, 200],
    ]);
    expect([sessions.size, closed]).toEqual([2, 8]);
  });

  test('one that does not begin well is not kept', async () => {
    expect((await ask(HELLO, { accept: 'text/plain' })).status).toBe(406);
    expect([sessions.size, closed]).toEqual([0, 1]);
  });

  test('closing ends all of them', async () => {
    await begin();
    await begin('you');
    await sessions.close();
    expect([sessions.size, closed, clock.pending]).toEqual([0, 2, 0]);
  });

  test('a stream that waits for news is ended without the session', async () => {
    const session = await begin();
    const stream = await ask(undefined, { method: 'GET', session, accept: 'text/event-stream' });
    sessions.endStreams();
    await stream.text();
    expect(sessions.size).toBe(1);
  });
});

test('the stream of a request that was taken back ends', async () => {
  const session = await begin();
  const waiting = await ask(rpc('tools/call', { name: 'never', arguments: {} }), { session });
  const params = { requestId: 1, reason: 'enough' };
  const cancelled = { jsonrpc: '2.0', method: 'notifications/cancelled', params };
  expect((await ask(cancelled, { session })).status).toBe(202);
  expect(await waiting.text()).toBe('');
});

test('whoever has no session is answered all the same', async () => {
  const response = await ask(rpc('tools/list'));
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('"tools":[]');
  expect(sessions.size).toBe(0);
});
