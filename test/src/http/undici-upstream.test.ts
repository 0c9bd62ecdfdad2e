import { createServer as createTlsServer } from 'node:https';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createUpstreamClient } from '../../../src/http/undici-upstream.ts';
import type {
  UpstreamClient,
  UpstreamFault,
  UpstreamHandler,
  UpstreamHead,
  UpstreamRequest,
} from '../../../src/http/upstream.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { turns, until } from '../../support/http-server.ts';
import { startRawUpstream, type RawReply, type RawUpstream } from '../../support/raw-upstream.ts';
import { findFreePort } from '../../support/server-process.ts';

class Recorder implements UpstreamHandler {
  readonly calls: string[] = [];
  readonly whenDone: Promise<void>;
  head: UpstreamHead | null = null;
  fault: UpstreamFault | null = null;
  bytes = 0;
  accepts = true;
  #done: () => void = () => undefined;

  constructor() {
    this.whenDone = new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  onHead(head: UpstreamHead): void {
    this.head = head;
    this.calls.push(`head ${head.status}`);
  }

  onData(chunk: Buffer): boolean {
    this.bytes += chunk.length;
    if (this.calls.at(-1) !== 'data') this.calls.push('data');
    return this.accepts;
  }

  onEnd(): void {
    this.calls.push('end');
    this.#done();
  }

  onError(fault: UpstreamFault): void {
    this.fault = fault;
    this.calls.push(`error ${fault.kind}`);
    this.#done();
  }
}

const clients: UpstreamClient[] = [];
const upstreams: RawUpstream[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all(upstreams.splice(0).map((upstream) => upstream.close()));
});

function open(options: Parameters<typeof createUpstreamClient>[0] = {}): UpstreamClient {
  const client = createUpstreamClient(options);
  clients.push(client);
  return client;
}

async function listen(reply: RawReply): Promise<RawUpstream> {
  const upstream = await startRawUpstream(reply);
  upstreams.push(upstream);
  return upstream;
}

function request(origin: string, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    origin,
    method: 'POST',
    path: '/v1/x?y=1',
    headers: ['authorization', 'Bearer k', 'content-type', 'application/json'],
    body: Buffer.from('{}'),
    connectTimeoutMs: 5_000,
    ...more,
  };
}

/** Sends one request and waits for its end. */
async function call(client: UpstreamClient, wanted: UpstreamRequest): Promise<Recorder> {
  const recorder = new Recorder();
  client.send(wanted, recorder);
  await recorder.whenDone;
  return recorder;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\n\r\nok';

describe('a call', () => {
  test('sends the request as given and tells head, data and end in order', async () => {
    const upstream = await listen((socket) => socket.write(OK));
    const recorder = await call(open(), request(upstream.origin));
    expect(recorder.calls).toEqual(['head 200', 'data', 'end']);
    expect(recorder.head?.header('x-a')).toBe('1');
    const [head, body] = (upstream.requests[0] ?? '').split('\r\n\r\n');
    expect(head).toMatch(/^POST \/v1\/x\?y=1 HTTP\/1\.1\r\n/);
    expect(head).toContain('authorization: Bearer k');
    expect(head).toContain('content-length: 2');
    expect(body).toBe('{}');
  });

  test('keeps the connection for the next call', async () => {
    const upstream = await listen((socket) => socket.write(OK));
    const client = open();
    await call(client, request(upstream.origin));
    await turns(5);
    await call(client, request(upstream.origin));
    expect(upstream.connections).toBe(1);
  });

  test('keeps pools with other connect timeouts apart', async () => {
    const upstream = await listen((socket) => socket.write(OK));
    const client = open();
    await call(client, request(upstream.origin));
    await call(client, request(upstream.origin, { connectTimeoutMs: 700 }));
    expect(upstream.connections).toBe(2);
  });

  test('reads an answer that comes a byte at a time', async () => {
    const upstream = await listen((socket) => {
      const bytes = OK.split('');
      const next = (): void => {
        const byte = bytes.shift();
        if (byte !== undefined) socket.write(byte, () => setImmediate(next));
      };
      next();
    });
    const recorder = await call(open(), request(upstream.origin, { method: 'GET', body: null }));
    expect(recorder).toMatchObject({ bytes: 2, fault: null });
  });

  test('close fails what is under way', async () => {
    const upstream = await listen(() => undefined);
    const client = open();
    const pending = call(client, request(upstream.origin));
    await until(() => upstream.requests.length === 1);
    await client.close();
    expect((await pending).calls).toEqual(['error aborted']);
  });
});

describe('abort', () => {
  test('before the connection is there: nothing is sent and nothing is told', async () => {
    const upstream = await listen((socket) => socket.write(OK));
    const recorder = new Recorder();
    const client = open();
    client.send(request(upstream.origin), recorder).abort();
    await call(client, request(upstream.origin, { path: '/second' }));
    expect(recorder.calls).toEqual([]);
    expect(upstream.requests.filter((text) => text.includes('/v1/x'))).toEqual([]);
  });

  test.each([
    ['before the head', ''],
    ['in the middle of the body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbeg'],
  ])('%s closes the socket and nothing more is told', async (_when, first) => {
    const carriers: Socket[] = [];
    const upstream = await listen((socket) => {
      carriers.push(socket);
      socket.write(first);
    });
    const recorder = new Recorder();
    const sent = open().send(request(upstream.origin), recorder);
    await until(() => carriers.length === 1 && (first === '' || recorder.bytes === 3));
    const before = [...recorder.calls];
    sent.abort();
    await until(() => carriers[0]?.closed === true);
    expect(recorder.calls).toEqual(before);
  });
});

describe('back-pressure', () => {
  test('a handler that says stop is sent nothing more until it resumes, and the upstream has to wait', async () => {
    const chunk = Buffer.alloc(256 * 1_024, 'x');
    const total = 100 * chunk.length;
    let written = 0;
    const upstream = await listen((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
      const fill = (): void => {
        while (written < total) {
          written += chunk.length;
          if (!socket.write(chunk)) return;
        }
      };
      socket.on('drain', fill);
      fill();
    });
    const recorder = new Recorder();
    recorder.accepts = false;
    const sent = open().send(request(upstream.origin), recorder);
    await until(() => recorder.bytes > 0);
    const { bytes } = recorder;
    await turns(300);
    expect(recorder.bytes).toBe(bytes);
    expect(bytes).toBeLessThanOrEqual(128 * 1_024);
    expect(written).toBeLessThan(total);
    recorder.accepts = true;
    sent.resume();
    await recorder.whenDone;
    expect(recorder.bytes).toBe(total);
  });
});

describe('faults', () => {
  test('a refused connection', async () => {
    const origin = `http://127.0.0.1:${await findFreePort()}`;
    const { fault, calls } = await call(open(), request(origin));
    expect(calls).toEqual(['error connect_refused']);
    expect(fault).toEqual({
      kind: 'connect_refused',
      message: `${origin}: the connection was refused`,
      staleSocket: false,
    });
  });

  test('a name that does not exist', async () => {
    const { fault } = await call(open(), request('http://nowhere.invalid:80'));
    expect(fault?.kind).toBe('dns');
  });

  test.each([
    ['closed', false],
    ['reset', true],
  ])('a fresh connection that is %s before the head', async (_how, reset) => {
    const upstream = await listen((socket) => {
      if (reset) socket.resetAndDestroy();
      else socket.end();
    });
    const { fault, calls } = await call(open(), request(upstream.origin));
    expect(calls).toEqual(['error reset']);
    expect(fault?.staleSocket).toBe(false);
  });

  test('a connection that is closed inside the head had not gone stale, fresh or kept', async () => {
    const upstream = await listen((socket, turn) => {
      if (turn === 0) socket.write(OK);
      else socket.end('HTTP/1.1 200 OK\r\nX-A');
    });
    const client = open();
    await call(client, request(upstream.origin));
    await turns(5);
    for (let i = 0; i < 2; i += 1) {
      const { fault } = await call(client, request(upstream.origin));
      expect(fault).toMatchObject({ kind: 'reset', staleSocket: false });
    }
  });

  test.each([
    ['closed', false],
    ['reset', true],
  ])('a kept connection that is %s instead of an answer had gone stale', async (_how, reset) => {
    const upstream = await listen((socket, turn) => {
      if (turn === 0) socket.write(OK);
      else if (reset) socket.resetAndDestroy();
      else socket.end();
    });
    const client = open();
    await call(client, request(upstream.origin));
    await turns(5);
    const { fault } = await call(client, request(upstream.origin));
    expect(fault).toMatchObject({ kind: 'reset', staleSocket: true });
    expect(upstream.connections).toBe(1);
  });

  test('headers over the limit', async () => {
    const upstream = await listen((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(40_000)}\r\nContent-Length: 0\r\n\r\n`),
    );
    const { calls } = await call(open(), request(upstream.origin));
    expect(calls).toEqual(['error protocol']);
  });

  test('an answer that is no HTTP', async () => {
    const upstream = await listen((socket) => socket.write('220 smtp ready\r\n'));
    expect((await call(open(), request(upstream.origin))).calls).toEqual(['error protocol']);
  });

  test('fewer bytes than the length that was declared', async () => {
    const upstream = await listen((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort'),
    );
    const { calls, fault } = await call(open(), request(upstream.origin));
    expect(calls).toEqual(['head 200', 'data', 'error reset']);
    expect(fault?.staleSocket).toBe(false);
  });

  test('more bytes than the length that was declared: the socket is not used again', async () => {
    const upstream = await listen((socket, turn) =>
      socket.write(turn === 0 ? `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil` : OK),
    );
    const client = open();
    await call(client, request(upstream.origin));
    const second = await call(client, request(upstream.origin));
    expect(second).toMatchObject({ bytes: 2, fault: null });
    expect(upstream.connections).toBe(2);
  });

  test.each(['099 Odd', '000 Odd'])('a final status of %s is no answer', async (status) => {
    const upstream = await listen((socket) =>
      socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 2\r\n\r\nok`),
    );
    const { calls } = await call(open(), request(upstream.origin));
    expect(calls).toEqual([expect.stringMatching(/^error /)]);
  });

  test('a broken chunk', async () => {
    const upstream = await listen((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n'),
    );
    const { calls } = await call(open(), request(upstream.origin));
    expect(calls).toEqual(['head 200', 'data', 'error protocol']);
  });

  test('a certificate nobody vouches for', async () => {
    const server = createTlsServer(makeCertificate(), (_request, response) => response.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { calls } = await call(open(), request(`https://localhost:${port}`));
    server.close();
    expect(calls).toEqual(['error tls']);
  });

  test('a TLS connection that ends before its first answer had not gone stale', async () => {
    const server = createTlsServer(makeCertificate(), ({ socket }) => socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.on('connection', (socket) => socket.on('error', () => undefined));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { fault } = await call(open(), request(`http://127.0.0.1:${port}`));
    server.close();
    expect(fault?.staleSocket).toBe(false);
  });
});
