import { beforeEach, describe, expect, test } from '@jest/globals';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { PassThrough } from '../../../../src/mcp/gateway/pass-through.ts';
import { turns } from '../../../support/http-server.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** One side, with everything that was sent to it. */
class Side implements Transport {
  readonly sent: unknown[] = [];
  readonly related: unknown[] = [];
  version: string | null = null;
  fails = false;
  onmessage?: Transport['onmessage'];
  onclose?: Transport['onclose'];

  start(): Promise<void> {
    return Promise.resolve();
  }

  send(message: JSONRPCMessage, options?: { relatedRequestId?: unknown }): Promise<void> {
    if (this.fails) return Promise.reject(new Error('gone'));
    this.sent.push(message);
    this.related.push(options?.relatedRequestId ?? null);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  setProtocolVersion(version: string): void {
    this.version = version;
  }

  says(message: object): void {
    this.onmessage?.({ jsonrpc: '2.0', ...message } as JSONRPCMessage);
  }
}

let clock: VirtualClock;
let caller: Side;
let server: Side;
let outcomes: string[];
let ends: number;

beforeEach(async () => {
  clock = new VirtualClock();
  [caller, server, outcomes, ends] = [new Side(), new Side(), [], 0];
  const passing = new PassThrough({
    ...{ down: caller, up: server, clock, timeoutMs: 1_000 },
    meant: (name) => (name.endsWith('drop') ? null : name.replace(/^x-/, '')),
    allows: (name) => name !== 'drop',
    onCall: (name, outcome) => void outcomes.push(`${name} ${outcome}`),
    onEnd: () => void (ends += 1),
  });
  await passing.start();
});

const ask = (id: number, method: string, params: object = {}) =>
  caller.says({ id, method, params });

describe('tools', () => {
  test('those that are not allowed are not listed', () => {
    ask(1, 'tools/list');
    server.says({
      id: 1,
      result: { tools: [{ name: 'read' }, { name: 'drop' }], nextCursor: 'c' },
    });
    expect(caller.sent).toEqual([
      { jsonrpc: '2.0', id: 1, result: { tools: [{ name: 'read' }], nextCursor: 'c' } },
    ]);
  });

  test('nor called', () => {
    ask(1, 'tools/call', { name: 'drop' });
    expect(server.sent).toEqual([]);
    expect(caller.sent).toMatchObject([{ id: 1, error: { code: -32_602 } }]);
  });

  test('a call goes out under the own name of the tool, and is told of', () => {
    ask(1, 'tools/call', { name: 'x-read', arguments: { a: 1 } });
    expect(server.sent).toMatchObject([{ params: { name: 'read', arguments: { a: 1 } } }]);
    server.says({ id: 1, result: { content: [] } });
    ask(2, 'tools/call', { name: 'read' });
    server.says({ id: 2, result: { content: [], isError: true } });
    ask(3, 'tools/call', { name: 'read' });
    server.says({ id: 3, error: { code: 1, message: 'no' } });
    expect(outcomes).toEqual(['read ok', 'read tool-error', 'read fault']);
  });
});

describe('everything else', () => {
  test('goes both ways as it is', () => {
    ask(1, 'resources/read', { uri: 'a' });
    caller.says({ method: 'notifications/initialized' });
    expect(server.sent).toHaveLength(2);
    server.says({ id: 'q', method: 'sampling/createMessage', params: {} });
    caller.says({ id: 'q', result: { role: 'assistant' } });
    expect(server.sent[2]).toMatchObject({ id: 'q', result: { role: 'assistant' } });
  });

  test('what a server says while it works on one request goes into its stream', () => {
    server.says({ method: 'notifications/message', params: {} });
    ask(1, 'tools/call', { name: 'read', _meta: { progressToken: 'a' } });
    server.says({ method: 'notifications/message', params: {} });
    ask(2, 'tools/call', { name: 'read', _meta: { progressToken: 'b' } });
    server.says({ method: 'notifications/message', params: {} });
    server.says({ method: 'notifications/progress', params: { progressToken: 'b', progress: 1 } });
    server.says({ id: 2, result: {} });
    expect(caller.related).toEqual([null, 1, null, 2, 2]);
  });

  test('the revision that was agreed on is told to the way to the server', () => {
    ask(1, 'initialize');
    server.says({ id: 1, result: { protocolVersion: '2025-11-25' } });
    expect(server.version).toBe('2025-11-25');
  });

  test('answers to nothing are dropped', () => {
    server.says({ id: 9, result: {} });
    ask(1, 'ping');
    server.says({ id: 1, result: {} });
    server.says({ id: 1, result: {} });
    expect(caller.sent).toHaveLength(1);
  });
});

describe('what does not end well', () => {
  test('a request that takes too long is answered, and the server told to stop', () => {
    ask(1, 'tools/call', { name: 'read' });
    clock.advance(1_000);
    expect(caller.sent).toMatchObject([{ id: 1, error: { code: -32_001 } }]);
    expect(server.sent[1]).toMatchObject({
      method: 'notifications/cancelled',
      params: { requestId: 1 },
    });
    expect(clock.pending).toBe(0);
  });

  test('a request that was taken back has no deadline any more', () => {
    ask(1, 'ping');
    caller.says({ method: 'notifications/cancelled', params: { requestId: 1 } });
    expect(server.sent).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  test('a server that cannot be reached', async () => {
    server.fails = true;
    ask(1, 'ping');
    await turns(1);
    expect(caller.sent).toMatchObject([
      { id: 1, error: { message: 'the server cannot be reached' } },
    ]);
  });

  test.each(['server', 'caller'])('when the %s has gone both are done, once', (who) => {
    ask(1, 'ping');
    (who === 'server' ? server : caller).onclose?.();
    (who === 'server' ? caller : server).onclose?.();
    expect(ends).toBe(1);
    expect(caller.sent).toMatchObject([{ id: 1, error: { code: -32_000 } }]);
    expect(clock.pending).toBe(0);
  });
});
