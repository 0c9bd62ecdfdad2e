import { afterEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import type { Exchange, ExchangeHandler } from '../../../src/http/exchange.ts';
import { createServer } from '../../../src/http/server.ts';
import {
  listenWith,
  ROOMY_LIMITS,
  turns,
  until,
  type ListeningOptions,
  type ListeningServer,
} from '../../support/http-server.ts';
import { connectRaw, sendRaw, sendUntilClosed } from '../../support/raw-http.ts';

const started: ListeningServer[] = [];

async function start(handler: ExchangeHandler, options?: ListeningOptions) {
  const listening = await listenWith(handler, options);
  started.push(listening);
  return listening;
}

afterEach(() => {
  for (const listening of started.splice(0)) listening.stop();
});

function answer(exchange: Exchange, text = exchange.path): void {
  exchange.writeHead(200, ['content-length', String(text.length)]);
  exchange.end(text);
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const post = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('answers', () => {
  test('keeps the connection open after answers given at once', async () => {
    const { port } = await start((exchange) => answer(exchange));
    const client = await connectRaw({ port });
    for (const path of ['/a', '/b']) {
      client.send(get(path));
      expect((await client.response()).text).toBe(path);
    }
    expect(client.closed).toBe(false);
  });

  test('answers pipelined requests in their order, whatever is ready first', async () => {
    const held: Exchange[] = [];
    const { port, server } = await start((exchange) => {
      if (exchange.path === '/slow') held.push(exchange);
      else answer(exchange);
    });
    const client = await connectRaw({ port });
    client.send(get('/slow') + get('/b') + post('/unread', '{"x":1}') + get('/never'));
    await until(() => held.length === 1 && server.active === 3);
    for (const exchange of held) answer(exchange);
    const texts = [await client.response(), await client.response(), await client.response()];
    expect(texts.map(({ text }) => text)).toEqual(['/slow', '/b', '/unread']);
    expect(await client.whenClosed()).toHaveLength(0);
  });

  test('gives each request an id and takes the one the client brought', async () => {
    const ids: string[] = [];
    const { port } = await start((exchange) => {
      ids.push(exchange.id);
      answer(exchange);
    });
    await sendRaw({ port }, get('/') + get('/', 'x-litellm-call-id: mine-1\r\n'), 2);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).toBe('mine-1');
  });

  test('closes after an answer to a body that nobody read, and serves nothing after it', async () => {
    const seen: string[] = [];
    const { port } = await start((exchange) => {
      seen.push(exchange.path);
      answer(exchange);
    });
    const { responses } = await sendUntilClosed({ port }, post('/a', 'body') + get('/b'));
    expect(responses.map(({ text }) => text)).toEqual(['/a']);
    expect(responses[0]?.headers['connection']).toBe('close');
    expect(seen).toEqual(['/a']);
  });
});

describe('faults of handlers', () => {
  test.each<[string, ExchangeHandler]>([
    [
      'throws',
      () => {
        throw new Error('secret detail');
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret detail'))],
  ])('a handler that %s gives one plain 500', async (_how, handler) => {
    const { port, faults } = await start(handler);
    const [response] = await sendRaw({ port }, get('/', 'x-litellm-call-id: c-1\r\n'));
    expect(response).toMatchObject({ status: 500, headers: { 'x-litellm-call-id': 'c-1' } });
    expect(JSON.parse(response?.text ?? '')).toEqual({
      error: {
        message: 'The gateway failed to answer this request.',
        type: 'internal_server_error',
        param: null,
        code: 'internal_error',
      },
    });
    expect(faults).toEqual([new Error('secret detail')]);
  });

  test('a fault in the middle of an answer cuts the connection instead of writing a second head', async () => {
    const { port } = await start((exchange) => {
      exchange.writeHead(200, []);
      exchange.write('begun');
      throw new Error('late');
    });
    const client = await connectRaw({ port });
    client.send(get('/'));
    const bytes = (await client.whenClosed()).toString();
    expect(bytes.match(/HTTP\/1\.1/g) ?? []).toHaveLength(bytes === '' ? 0 : 1);
    expect(bytes).not.toContain('0\r\n\r\n');
  });

  test('a fault after a complete answer is told, and the answer stays whole', async () => {
    const { port, faults } = await start((exchange) => {
      answer(exchange);
      throw new Error('too late to matter');
    });
    const responses = await sendRaw({ port }, get('/a') + get('/b'), 2);
    expect(responses.map(({ text }) => text)).toEqual(['/a', '/b']);
    expect(faults).toHaveLength(2);
  });
});

describe('broken requests', () => {
  const refusal = (code: string) => ({
    error: { code, type: 'invalid_request_error', param: null, message: expect.any(String) },
  });

  test('malformed bytes get a 400 in the shape of OpenAI and the connection ends', async () => {
    const { port } = await start((exchange) => answer(exchange));
    const { responses, rest } = await sendUntilClosed({ port }, 'BROKEN\r\n\r\n');
    expect(responses).toHaveLength(1);
    expect(responses[0]).toMatchObject({ status: 400, headers: { connection: 'close' } });
    expect(JSON.parse(responses[0]?.text ?? '')).toEqual(refusal('malformed_request'));
    expect(rest).toHaveLength(0);
  });

  test('headers over the limit get a 431, however much more is sent', async () => {
    const { port } = await start((exchange) => answer(exchange), {
      limits: { maxHeaderBytes: 2_048 },
    });
    const flood = `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(400_000)}\r\n\r\n`;
    const { responses } = await sendUntilClosed({ port }, flood);
    expect(responses[0]?.status).toBe(431);
    expect(JSON.parse(responses[0]?.text ?? '')).toEqual(refusal('headers_too_large'));
  });

  test('a head that does not come in time gets a 408', async () => {
    const { port } = await start((exchange) => answer(exchange), {
      limits: { headersTimeoutMs: 40 },
    });
    const { responses } = await sendUntilClosed({ port }, 'GET / HTTP/1.1\r\nHost: a\r\n');
    expect(responses[0]?.status).toBe(408);
    expect(JSON.parse(responses[0]?.text ?? '')).toEqual(refusal('request_timeout'));
  });

  test('a connection that never says anything is ended as well', async () => {
    const { port } = await start((exchange) => answer(exchange), {
      limits: { headersTimeoutMs: 40 },
    });
    const { responses } = await sendUntilClosed({ port }, '');
    expect(responses[0]?.status).toBe(408);
  });

  test('a body that does not come in time gets a 408, and its reader learns that it is gone', async () => {
    const bodies: unknown[] = [];
    const { port, server } = await start(
      async (exchange) => void bodies.push(await exchange.readBody(100)),
      { limits: { headersTimeoutMs: 40, bodyTimeoutMs: 60 } },
    );
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc';
    const { responses } = await sendUntilClosed({ port }, head);
    expect(responses).toHaveLength(1);
    expect(responses[0]?.status).toBe(408);
    await until(() => bodies.length === 1);
    expect(bodies).toEqual(['aborted']);
    expect(server.active).toBe(0);
  });

  test('a broken request behind a whole one does not get its answer in that place', async () => {
    const held: Exchange[] = [];
    const { port } = await start((exchange) => void held.push(exchange));
    const client = await connectRaw({ port });
    client.send(get('/a'));
    await until(() => held.length === 1);
    client.send('BROKEN\r\n\r\n');
    await turns(20);
    expect(client.received).toHaveLength(0);
    for (const exchange of held) answer(exchange);
    const response = await client.response();
    expect(response).toMatchObject({ status: 200, text: '/a', headers: { connection: 'close' } });
    expect(await client.whenClosed()).toHaveLength(0);
  });

  test('stray bytes behind a request leave its stream under way as it is', async () => {
    const held: Exchange[] = [];
    const { port } = await start((exchange) => {
      held.push(exchange);
      exchange.writeHead(200, ['content-length', '10']);
      exchange.write('12345');
    });
    const client = await connectRaw({ port });
    client.send(get('/a'));
    await client.receivedMatch(/12345/);
    client.send('\0\0\0\0');
    await turns(20);
    for (const exchange of held) exchange.end('67890');
    expect((await client.response()).text).toBe('1234567890');
    expect(await client.whenClosed()).toHaveLength(0);
  });

  test('a body that breaks off inside the framing gets no second status line once the answer has begun', async () => {
    const { port } = await start((exchange) => {
      exchange.writeHead(200, []);
      exchange.write('begun');
    });
    const client = await connectRaw({ port });
    client.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n');
    await client.receivedMatch(/begun/);
    client.send('zz\r\n');
    const bytes = (await client.whenClosed()).toString();
    expect(bytes.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test('CONNECT gets a 405', async () => {
    const { port } = await start((exchange) => answer(exchange));
    const { responses } = await sendUntilClosed({ port }, get('a:443').replace('GET', 'CONNECT'));
    expect(responses[0]?.status).toBe(405);
  });

  test.each(['\0', '\r\n \r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'])(
    'closes on %j, which is no HTTP at all',
    async (bytes) => {
      const { port } = await start((exchange) => answer(exchange));
      const { responses } = await sendUntilClosed({ port }, bytes);
      expect(responses[0]?.status).toBe(400);
    },
  );
});

describe('clients that leave', () => {
  test('every answer a client waited for hears of it, also those behind another one', async () => {
    const aborted: string[] = [];
    const { port, server } = await start((exchange) => {
      exchange.onAbort(() => aborted.push(`${exchange.path} ${exchange.aborted}`));
    });
    const client = await connectRaw({ port });
    client.send(get('/a') + get('/b') + get('/c'));
    await until(() => server.active === 3);
    client.destroy();
    await until(() => server.active === 0);
    expect(aborted.sort()).toEqual(['/a true', '/b true', '/c true']);
  });

  test('a reset is no fault of ours', async () => {
    let aborts = 0;
    const { port, server, faults } = await start((exchange) =>
      exchange.onAbort(() => (aborts += 1)),
    );
    const client = await connectRaw({ port });
    client.send(get('/a'));
    await until(() => server.active === 1);
    client.destroy(true);
    await until(() => aborts === 1);
    expect(faults).toEqual([]);
  });
});

describe('limits on connections', () => {
  test('closes connections above the limit at once', async () => {
    const { port } = await start((exchange) => answer(exchange), { limits: { maxConnections: 1 } });
    const first = await connectRaw({ port });
    first.send(get('/a'));
    await first.response();
    const second = await connectRaw({ port });
    expect(await second.whenClosed()).toHaveLength(0);
    first.send(get('/b'));
    expect((await first.response()).text).toBe('/b');
  });

  test('closes a kept connection that stays idle', async () => {
    const { port } = await start((exchange) => answer(exchange), {
      limits: { keepAliveTimeoutMs: 20 },
    });
    const client = await connectRaw({ port });
    client.send(get('/a'));
    await client.response();
    expect(await client.whenClosed()).toHaveLength(0);
  });
});

describe('drain', () => {
  test('resolves at once when nothing is under way, and closes idle connections', async () => {
    const { port, server } = await start((exchange) => answer(exchange));
    const client = await connectRaw({ port });
    client.send(get('/a'));
    await client.response();
    await server.drain();
    expect(await client.whenClosed()).toHaveLength(0);
    await expect(connectRaw({ port })).rejects.toThrow('ECONNREFUSED');
  });

  test('lets answers under way finish, tells their clients to go, and then resolves', async () => {
    const held: Exchange[] = [];
    const { port, server } = await start((exchange) => void held.push(exchange));
    const client = await connectRaw({ port });
    client.send(get('/a'));
    await until(() => held.length === 1);
    let drained = false;
    const drain = server.drain().then(() => (drained = true));
    await turns(5);
    expect(drained).toBe(false);
    for (const exchange of held) answer(exchange);
    const response = await client.response();
    expect(response).toMatchObject({ text: '/a', headers: { connection: 'close' } });
    await drain;
  });

  test('closes the connection of a stream that had begun before, once it is complete', async () => {
    const held: Exchange[] = [];
    const { port, server } = await start((exchange) => {
      held.push(exchange);
      exchange.writeHead(200, []);
      exchange.write('begun');
    });
    const client = await connectRaw({ port });
    client.send(get('/a'));
    await client.receivedMatch(/begun/);
    const drain = server.drain();
    for (const exchange of held) exchange.end();
    expect((await client.response()).text).toBe('begun');
    expect(await client.whenClosed()).toHaveLength(0);
    await drain;
  });
});

describe('listen', () => {
  test('rejects with the reason when the address is taken', async () => {
    const { port } = await start((exchange) => answer(exchange));
    const server = createServer({
      limits: ROOMY_LIMITS,
      tls: null,
      clock: systemClock,
      handler: () => undefined,
      onFault: () => undefined,
    });
    await expect(server.listen('127.0.0.1', port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('accepts a body deadline below the one for headers', async () => {
    const limits = { headersTimeoutMs: 30_000, bodyTimeoutMs: 1_000 };
    const { port } = await start((exchange) => answer(exchange), { limits });
    expect((await sendRaw({ port }, get('/a')))[0]?.status).toBe(200);
  });
});
