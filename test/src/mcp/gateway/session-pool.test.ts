import { beforeEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/secret.ts';
import { SessionPool, type PooledServer } from '../../../../src/mcp/gateway/session-pool.ts';
import { McpFault, type McpSession, type McpTool } from '../../../../src/mcp/tool.ts';
import { turns } from '../../../support/http-server.ts';
import { mcpServer, mcpTool } from '../../../support/mcp-definitions.ts';
import { fakeSession, type FakeSession } from '../../../support/mcp-session.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

let clock: VirtualClock;
let opened: FakeSession[];
let changed: () => void;
let opening: AbortSignal;
let answer: () => Promise<McpSession>;
let pool: SessionPool;

beforeEach(() => {
  clock = new VirtualClock();
  opened = [];
  answer = () => Promise.resolve(keep(fakeSession({ list: () => Promise.resolve([mcpTool()]) })));
  pool = new SessionPool({
    clock,
    open: (_of, { onToolsChanged, signal }) => {
      changed = onToolsChanged;
      opening = signal;
      return answer();
    },
  });
});

function keep(session: FakeSession): FakeSession {
  opened.push(session);
  return session;
}

const of = (parts: Partial<PooledServer> = {}): PooledServer => ({
  ...{ server: mcpServer(), passedHeaders: {} },
  ...parts,
});

describe('one connection for everybody', () => {
  test('is opened when it is first needed, and its tools are asked for once', async () => {
    await Promise.all([pool.tools(of()), pool.tools(of()), pool.use(of(), async () => 1)]);
    expect(opened.map(({ lists }) => lists)).toEqual([1]);
    changed();
    await pool.tools(of());
    clock.advance(60_001);
    await pool.tools(of());
    expect(opened.map(({ lists }) => lists)).toEqual([3]);
  });

  test('callers with headers of their own have their own', async () => {
    await pool.tools(of());
    await pool.tools(of({ passedHeaders: { 'x-user': 'a' } }));
    await pool.tools(of({ passedHeaders: { 'x-user': 'b' } }));
    await pool.tools(of({ passedHeaders: { 'x-user': 'a' } }));
    expect(opened).toHaveLength(3);
  });

  test('a server that was registered anew is connected anew', async () => {
    const withKey = (key: string) =>
      mcpServer({ auth: { type: 'bearer_token', value: new Secret(key), client: null } });
    await pool.tools(of({ server: withKey('one') }));
    await pool.tools(of({ server: withKey('two') }));
    expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
  });

  test('it is closed when nobody has used it for a while, and never under a call', async () => {
    let finish = (): void => {};
    const call = pool.use(of(), () => new Promise<void>((resolve) => (finish = resolve)));
    await turns(2);
    clock.advance(3_600_000);
    expect(opened[0]?.closed).toBe(false);
    finish();
    await call;
    clock.advance(299_000);
    await turns(2);
    expect(opened[0]?.closed).toBe(false);
    clock.advance(1_000);
    await turns(2);
    expect(opened[0]?.closed).toBe(true);
  });
});

describe('what fails', () => {
  test('a server that was not reached gets some rest, then is tried again', async () => {
    let tries = 0;
    answer = () => Promise.reject(new McpFault('unreachable', `try ${(tries += 1)}`));
    await expect(pool.tools(of())).rejects.toThrow('try 1');
    await expect(pool.use(of(), async () => 1)).rejects.toThrow('try 1');
    clock.advance(15_000);
    await expect(pool.tools(of())).rejects.toThrow('try 2');
  });

  test('a connection that broke is made anew at once, and closed when the last call has left', async () => {
    const broken = new McpFault('unreachable', 'it closed the connection');
    let finish = (): void => {};
    const other = pool.use(of(), () => new Promise<void>((resolve) => (finish = resolve)));
    await expect(pool.use(of(), () => Promise.reject(broken))).rejects.toBe(broken);
    expect(opened[0]?.closed).toBe(false);
    await pool.tools(of());
    expect(opened).toHaveLength(2);
    finish();
    await other;
    await turns(2);
    expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
  });

  test('what a server says of one call does not end the connection', async () => {
    const said = new McpFault('remote-error', 'no luck');
    await expect(pool.use(of(), () => Promise.reject(said))).rejects.toBe(said);
    await pool.tools(of());
    expect(opened).toHaveLength(1);
  });

  test('a list that failed is asked for again', async () => {
    const list = [
      () => Promise.reject(new McpFault('remote-error', 'not now')),
      () => Promise.resolve([mcpTool()]),
    ];
    answer = () => Promise.resolve(keep(fakeSession({ list: () => list.shift()?.() ?? fail() })));
    await expect(pool.tools(of())).rejects.toThrow('not now');
    expect(await pool.tools(of())).toHaveLength(1);
  });

  test('a server that hangs is waited for once; others do not wait for it again until it answers', async () => {
    let say = (_tools: readonly McpTool[]): void => {};
    const list = () => new Promise<readonly McpTool[]>((resolve) => (say = resolve));
    answer = () => Promise.resolve(keep(fakeSession({ list })));
    const first = pool.tools(of()).catch((fault: unknown) => fault);
    await turns(2);
    clock.advance(10_000);
    expect(await first).toMatchObject({ kind: 'timeout' });
    await expect(pool.tools(of())).rejects.toMatchObject({ kind: 'timeout' });
    const needed = pool.toolsInTime(of());
    await turns(2);
    clock.advance(15_000);
    say([mcpTool()]);
    expect(await needed).toHaveLength(1);
    expect(await pool.tools(of())).toHaveLength(1);
  });
});

function fail(): never {
  throw new RangeError('asked too often');
}

test('closing ends everything, and nothing is opened after it', async () => {
  await pool.tools(of());
  await pool.close();
  expect(opened[0]?.closed).toBe(true);
  await expect(pool.tools(of())).rejects.toThrow('the gateway is stopping');
});

test('closing does not wait for a server that is still being connected with', async () => {
  answer = () =>
    new Promise((_resolve, reject) => {
      opening.addEventListener('abort', () => reject(new McpFault('cancelled', 'gone')));
    });
  const asked = pool.tools(of()).catch((fault: unknown) => fault);
  await turns(1);
  await pool.close();
  expect(await asked).toMatchObject({ kind: 'cancelled' });
});
