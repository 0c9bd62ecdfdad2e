import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import { connectServer, type ConnectOptions } from '../../../src/mcp/connect-server.ts';
import type { McpServerDefinition } from '../../../src/mcp/server-definition.ts';
import type { McpSession } from '../../../src/mcp/tool.ts';
import {
  connectOptions,
  mcpServer,
  MISBEHAVING,
  packageServer,
  programServer,
} from '../../support/mcp-definitions.ts';
import { findFreePort, onFreePort, startServerProcess } from '../../support/server-process.ts';

const LIMITS = { idleTimeoutMs: 20_000, totalTimeoutMs: 20_000 };
const open: McpSession[] = [];

async function connect(
  server: McpServerDefinition,
  options: Partial<ConnectOptions> = {},
): Promise<McpSession> {
  const session = await connectServer(server, connectOptions(options));
  open.push(session);
  return session;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()));
});

/** Processes whose command line has this mark. */
function processesWith(mark: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
      } catch {
        return false;
      }
    });
}

async function gone(mark: string): Promise<void> {
  while (processesWith(mark).length > 0) await new Promise((resolve) => setImmediate(resolve));
}

describe('servers from npm', () => {
  test('stdio: lists, calls, tells progress, cancels', async () => {
    const session = await connect(programServer([packageServer('everything'), 'stdio']));
    const tools = await session.listTools();
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['echo', 'get-sum']));
    expect(tools.find(({ name }) => name === 'echo')).toMatchObject({
      inputSchema: { properties: { message: { type: 'string' } } },
      annotations: { readOnlyHint: true },
    });
    const echo = { name: 'echo', arguments: { message: 'hello' }, ...LIMITS };
    expect(await session.callTool(echo)).toMatchObject({
      isError: false,
      content: [{ type: 'text', text: 'Echo: hello' }],
    });
    const steps: number[] = [];
    const name = 'trigger-long-running-operation';
    const onProgress = ({ progress }: { readonly progress: number }) => void steps.push(progress);
    const short = { name, arguments: { duration: 0.1, steps: 2 }, ...LIMITS, onProgress };
    expect((await session.callTool(short)).isError).toBe(false);
    // The last step may come behind the result.
    expect(steps).toContain(1);
    const gone = new AbortController();
    const long = { name, arguments: { duration: 60, steps: 60 }, ...LIMITS, signal: gone.signal };
    const call = session.callTool({ ...long, onProgress: () => gone.abort() });
    await expect(call).rejects.toMatchObject({ kind: 'cancelled' });
    // The session is still good.
    expect((await session.callTool(echo)).isError).toBe(false);
  });

  test.each(['streamableHttp', 'sse'] as const)(
    '%s: lists and calls, found out by itself',
    async (mode) => {
      const { port, stop } = await onFreePort(async (free) => {
        const child = await startServerProcess({
          program: '/usr/bin/env',
          args: [`PORT=${free}`, process.execPath, packageServer('everything'), mode],
          cwd: '/',
          account: null,
          ready: /listening|running|Server is/i,
          signal: 'TERM',
        });
        return { port: free, stop: child.stop };
      });
      const path = mode === 'sse' ? 'sse' : 'mcp';
      const url = `http://127.0.0.1:${port}/${path}`;
      const session = await connect(mcpServer({ transport: { kind: 'auto', url, headers: {} } }));
      expect(session.transport).toBe(mode === 'sse' ? 'sse' : 'http');
      const sum = { name: 'get-sum', arguments: { a: 1, b: 2 }, ...LIMITS };
      expect((await session.callTool(sum)).content).toEqual([
        { type: 'text', text: 'The sum of 1 and 2 is 3.' },
      ]);
      await session.close();
      await stop();
    },
  );

  test('the filesystem and memory servers', async () => {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    const files = await connect(programServer([packageServer('filesystem'), folder]));
    const list = { name: 'list_directory', arguments: { path: folder }, ...LIMITS };
    expect(JSON.stringify((await files.callTool(list)).content)).toContain(
      'connect-server.test.ts',
    );
    const memory = await connect(programServer([packageServer('memory')]));
    expect((await memory.listTools()).map(({ name }) => name)).toContain('search_nodes');
  });
});

describe('servers that misbehave', () => {
  const misbehaving = (mode: string, ...more: string[]) =>
    programServer([MISBEHAVING, mode, ...more]);
  const call = { name: 'echo', arguments: { text: 'a' }, ...LIMITS };

  test('garbage between messages is passed over', async () => {
    const session = await connect(misbehaving('garbage'));
    expect((await session.callTool(call)).content).toEqual([{ type: 'text', text: 'a' }]);
  });

  test.each([
    ['hang-initialize', 'timeout', /in time/],
    ['die', 'unreachable', /ended with exit code 3/],
    ['flood-lines', 'unreachable', /lines that are no messages/],
    ['flood-endless', 'unreachable', /message without an end/],
    ['other-version', 'protocol', /version/i],
  ])('%s: no connection, and nothing is left', async (mode, kind, message) => {
    const mark = `mark-${mode}`;
    const limit = mode.startsWith('hang') ? { connectTimeoutMs: 700 } : {};
    const connecting = connect(misbehaving(mode, mark), limit);
    await expect(connecting).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
    await gone(mark);
  });

  test.each([
    ['half-line', 'unreachable', /ended/],
    ['endless-pages', 'protocol', /no end/],
  ])('%s: no list', async (mode, kind, message) => {
    const session = await connect(misbehaving(mode));
    const listing = session.listTools();
    await expect(listing).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  test.each([
    ['hang-call', 'timeout', /in time/],
    ['die-in-call', 'unreachable', /exit code 3/],
    ['fault', 'remote-error', /no.* luck/],
  ])('%s: the call fails', async (mode, kind, message) => {
    const session = await connect(misbehaving(mode));
    const calling = session.callTool({
      ...call,
      idleTimeoutMs: mode === 'hang-call' ? 300 : 20_000,
    });
    await expect(calling).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
    await calling.catch(({ message: text }: Error) => expect(text).not.toContain('\u001b'));
  });

  test('a result that is not what its schema promises is a fault', async () => {
    const session = await connect(misbehaving('lies'));
    await session.listTools();
    const measure = { name: 'measure', arguments: {}, ...LIMITS };
    await expect(session.callTool(measure)).rejects.toMatchObject({ kind: 'protocol' });
  });

  test.each(['well', 'ignore-term', 'grandchild', 'flood-stderr'])(
    '%s: closed, nothing is left',
    async (mode) => {
      const mark = `close-${mode}`;
      const session = await connectServer(misbehaving(mode, mark), connectOptions());
      expect(processesWith(mark)).not.toEqual([]);
      await session.close();
      await gone(mark);
    },
  );

  test('programs that are not listed, and shells, are not started', async () => {
    const start = (command: string) =>
      connect(mcpServer({ transport: { kind: 'stdio', command, args: [], env: {} } }));
    await expect(start('/tmp/node')).rejects.toMatchObject({ kind: 'refused' });
    await expect(start('bash')).rejects.toMatchObject({ kind: 'refused' });
    const missing = mcpServer({
      transport: { kind: 'stdio', command: 'no-such-program', args: [], env: {} },
    });
    await expect(connect(missing, { allowedCommands: ['no-such-program'] })).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('no such program'),
    });
  });
});

describe('servers on the network', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function listen(answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/mcp`;
  }

  const at = (url: string) => mcpServer({ transport: { kind: 'http', url, headers: {} } });

  test.each([
    [401, 'auth-required'],
    [403, 'auth-required'],
    [404, 'unreachable'],
    [500, 'unreachable'],
  ])('HTTP %d: %s', async (status, kind) => {
    const url = await listen((_request, response) => response.writeHead(status).end());
    await expect(connect(at(url))).rejects.toMatchObject({ kind });
  });

  test('nobody there, and somebody who is silent', async () => {
    const free = await findFreePort();
    await expect(connect(at(`http://127.0.0.1:${free}/mcp`))).rejects.toMatchObject({
      kind: 'unreachable',
      message: 'nobody listens at this address',
    });
    const url = await listen(() => {});
    await expect(connect(at(url), { connectTimeoutMs: 300 })).rejects.toMatchObject({
      kind: 'timeout',
    });
  });

  test('credentials do not follow a redirect to somebody else', async () => {
    const seen: unknown[] = [];
    const other = await listen((request, response) => {
      seen.push(request.headers);
      response.writeHead(500).end();
    });
    const url = await listen((_request, response) =>
      response.writeHead(307, { location: other }).end(),
    );
    const auth = {
      type: 'bearer_token',
      value: new Secret('sk-canary-bearer'),
      client: null,
    } as const;
    await expect(connect({ ...at(url), auth })).rejects.toMatchObject({
      name: 'McpFault',
    });
    expect(seen).toEqual([]);
  });

  test('what stands before the host is for basic authentication', async () => {
    const seen: unknown[] = [];
    const url = await listen((request, response) => {
      seen.push(request.headers.authorization, request.url);
      response.writeHead(401).end();
    });
    const server = at(url.replace('//', '//me:pass%20word@'));
    await expect(connect(server)).rejects.toMatchObject({ kind: 'auth-required' });
    expect(seen).toEqual([`Basic ${btoa('me:pass word')}`, '/mcp']);
  });

  test.each(['http', 'sse'] as const)(
    'whoever leaves is not kept by a silent server: %s',
    async (kind) => {
      const url = await listen((_request, response) => {
        if (kind === 'sse')
          response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      });
      const gone = new AbortController();
      const connecting = connect(mcpServer({ transport: { kind, url, headers: {} } }), {
        signal: gone.signal,
      });
      setImmediate(() => gone.abort());
      await expect(connecting).rejects.toMatchObject({ kind: 'cancelled' });
    },
  );

  test('a silent stream of the older transport is not waited for', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    });
    const server = mcpServer({ transport: { kind: 'sse', url, headers: {} } });
    await expect(connect(server, { connectTimeoutMs: 300 })).rejects.toMatchObject({
      kind: 'timeout',
    });
  });

  test('the address of a cloud’s metadata is never called', async () => {
    await expect(connect(at('http://169.254.169.254/mcp'))).rejects.toMatchObject({
      kind: 'refused',
    });
  });

  test('a server that cannot be used is not tried', async () => {
    const server = { ...at('https://x.example.com'), unusable: 'no key opens it' };
    await expect(connect(server)).rejects.toMatchObject({
      kind: 'refused',
      message: 'no key opens it',
    });
  });
});
