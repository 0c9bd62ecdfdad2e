import { afterEach, describe, expect, test } from '@jest/globals';
import type { Exchange, ExchangeHandler } from '../../../src/http/exchange.ts';
import {
  listenWith,
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

function answer(exchange: Exchange, text: string): void {
  exchange.writeHead(200, ['content-length', String(Buffer.byteLength(text))]);
  exchange.end(text);
}

const HEAD = 'POST /x?y=1 HTTP/1.1\r\nHost: a\r\n';

/** Answers with what `readBody` gave, 413 when it was too large. */
function echo(limit: number): ExchangeHandler {
  return async (exchange) => {
    const body = await exchange.readBody(limit);
    if (typeof body !== 'string') answer(exchange, body.toString());
    else {
      exchange.writeHead(413, ['content-length', String(body.length)]);
      exchange.end(body);
    }
  };
}

describe('what a request says', () => {
  test('shows method, path, query, address and headers', async () => {
    const seen: unknown[] = [];
    const { port } = await start((exchange) => {
      seen.push(exchange.method, exchange.path, exchange.query, exchange.remoteAddress);
      seen.push(exchange.header('x-a'), exchange.header('x-none'), exchange.header('set-cookie'));
      seen.push(exchange.rawHeaders().slice(2));
      answer(exchange, 'ok');
    });
    const cookies = 'Set-Cookie: 1\r\nSet-Cookie: 2\r\n';
    await sendRaw({ port }, `${HEAD}X-A: 1\r\nx-a: 2\r\n${cookies}\r\n`);
    expect(seen).toEqual([
      ...['POST', '/x', 'y=1', '127.0.0.1'],
      ...['1, 2', undefined, '1, 2'],
      ['X-A', '1', 'x-a', '2', 'Set-Cookie', '1', 'Set-Cookie', '2'],
    ]);
  });
});

describe('readBody', () => {
  test.each([
    ['with a length', `${HEAD}Content-Length: 5\r\n\r\nhello`],
    ['in chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n`],
  ])('reads a body %s', async (_how, bytes) => {
    const { port } = await start(echo(5));
    expect((await sendRaw({ port }, bytes))[0]).toMatchObject({ status: 200, text: 'hello' });
  });

  test('reads a body that comes a byte at a time, and the request after it', async () => {
    const { port } = await start(echo(50));
    const client = await connectRaw({ port });
    await client.sendSlowly(`${HEAD}Content-Length: 5\r\n\r\nhello`);
    expect((await client.response()).text).toBe('hello');
    client.send(`${HEAD}Content-Length: 2\r\n\r\nyo`);
    expect((await client.response()).text).toBe('yo');
  });

  test('gives an empty buffer where there is no body', async () => {
    const { port } = await start(echo(5));
    expect((await sendRaw({ port }, `${HEAD}\r\n`))[0]).toMatchObject({ status: 200, text: '' });
  });

  test('refuses a declared length above the limit before a byte of it is read', async () => {
    const { port } = await start(echo(5));
    const { responses } = await sendUntilClosed({ port }, `${HEAD}Content-Length: 6\r\n\r\n`);
    expect(responses[0]).toMatchObject({ status: 413, text: 'too_large' });
    expect(responses[0]?.headers['connection']).toBe('close');
  });

  test('refuses chunks as soon as they pass the limit', async () => {
    const { port } = await start(echo(5));
    const open = `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n`;
    const { responses } = await sendUntilClosed({ port }, open);
    expect(responses[0]).toMatchObject({ status: 413, text: 'too_large' });
  });

  test('a client that is still sending its oversized body gets to read the refusal', async () => {
    const { port } = await start(echo(1_000));
    const size = 8_000_000;
    const bytes = Buffer.concat([
      Buffer.from(`${HEAD}Content-Length: ${size}\r\n\r\n`),
      Buffer.alloc(size, 'a'),
    ]);
    const { responses } = await sendUntilClosed({ port }, bytes);
    expect(responses.map(({ status }) => status)).toEqual([413]);
  });

  test('says aborted when the client leaves in the middle', async () => {
    const results: unknown[] = [];
    const { port, server } = await start(async (exchange) => {
      results.push(await exchange.readBody(100));
    });
    const client = await connectRaw({ port });
    client.send(`${HEAD}Content-Length: 9\r\n\r\nabc`);
    await until(() => server.active === 1);
    client.destroy();
    await until(() => results.length === 1);
    expect(results).toEqual(['aborted']);
  });

  test('says aborted when it is asked for after the client has left', async () => {
    const results: unknown[] = [];
    const { port, server } = await start(async (exchange) => {
      await new Promise<void>((resolve) => exchange.onAbort(resolve));
      results.push(await exchange.readBody(100));
    });
    const client = await connectRaw({ port });
    client.send(`${HEAD}Content-Length: 3\r\n\r\nab`);
    await until(() => server.active === 1);
    client.destroy();
    await until(() => results.length === 1);
    expect(results).toEqual(['aborted']);
  });
});

describe('Expect: 100-continue', () => {
  const expecting = `${HEAD}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`;

  test('asks for the body when the handler does', async () => {
    const { port } = await start(echo(5));
    const client = await connectRaw({ port });
    client.send(expecting);
    await client.receivedMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    client.send('hello');
    expect((await client.response()).text).toBe('hello');
  });

  test('refuses without ever asking for the body', async () => {
    const { port } = await start(echo(4));
    const { responses, rest } = await sendUntilClosed({ port }, expecting);
    expect(responses[0]?.status).toBe(413);
    expect(rest).toHaveLength(0);
  });
});

describe('the answer', () => {
  test('headSent turns true with the head, and nothing goes out after the client has left', async () => {
    const seen: unknown[] = [];
    const { port, server } = await start((exchange) => {
      seen.push(exchange.headSent);
      exchange.onAbort(() => {
        exchange.writeHead(200, []);
        seen.push(exchange.write('x'));
        exchange.end('y');
        seen.push(exchange.headSent, exchange.aborted);
      });
    });
    const client = await connectRaw({ port });
    client.send(`${HEAD}\r\n`);
    await until(() => server.active === 1);
    client.destroy();
    await until(() => server.active === 0);
    expect(seen).toEqual([false, true, false, true]);
  });

  test('onAbort does not fire for an answer that is complete, and fires at once when it is late', async () => {
    const seen: string[] = [];
    const { port, server } = await start((exchange) => {
      exchange.onAbort(() => {
        seen.push(`abort ${exchange.path}`);
        exchange.onAbort(() => seen.push('at once'));
      });
      if (exchange.path === '/done') answer(exchange, 'ok');
    });
    const client = await connectRaw({ port });
    client.send('GET /done HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.response();
    client.send('GET /open HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => server.active === 1);
    client.destroy();
    await until(() => server.active === 0);
    expect(seen).toEqual(['abort /open', 'at once']);
  });

  test('destroy cuts the answer so that the client can tell', async () => {
    const { port } = await start((exchange) => {
      exchange.writeHead(200, ['content-length', '10']);
      exchange.write('12345');
      setImmediate(() => exchange.destroy());
    });
    const client = await connectRaw({ port });
    client.send(`${HEAD}\r\n`);
    await expect(client.response()).rejects.toThrow('before the answer was complete');
  });

  test('says stop when the client does not read, holds little, and goes on when it does', async () => {
    const chunk = Buffer.alloc(64 * 1_024, 'x');
    const total = 200;
    let sent = 0;
    let stops = 0;
    const { port } = await start(
      (exchange) => {
        const fill = (): void => {
          while (sent < total) {
            sent += 1;
            if (!exchange.write(chunk)) {
              stops += 1;
              return;
            }
          }
          exchange.end();
        };
        exchange.onDrain(() => undefined);
        exchange.onDrain(fill);
        exchange.writeHead(200, ['content-length', String(total * chunk.length)]);
        fill();
      },
      { limits: { streamBufferBytes: 256 * 1_024 } },
    );
    const client = await connectRaw({ port });
    client.pause();
    client.send(`${HEAD}\r\n`);
    await until(() => stops > 0);
    await turns(200);
    expect(sent).toBeLessThan(total);
    client.resume();
    expect((await client.response()).body).toHaveLength(total * chunk.length);
  });
});
