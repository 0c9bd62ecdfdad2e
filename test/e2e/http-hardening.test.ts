import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { MASTER_KEY } from '../support/app.ts';
import {
  AUTH,
  CHAT,
  chat,
  chunked,
  get,
  HOST,
  POST,
  startAttackedGateway,
  type AttackedGateway,
} from '../support/attacked-gateway.ts';
import { until } from '../support/http-server.ts';
import { connectRaw, sendRaw, sendUntilClosed } from '../support/raw-http.ts';

let gateway: AttackedGateway;

beforeAll(async () => {
  gateway = await startAttackedGateway();
});

afterEach(() => {
  gateway.forget();
});

afterAll(async () => {
  await gateway.close();
});

async function expectRefused(bytes: string, status?: number): Promise<void> {
  await gateway.expectRefused(bytes, status);
}

const size = CHAT.length.toString(16);

describe('versions and methods', () => {
  test.each([
    ['HTTP/0.9', 'GET /v1/models\r\n\r\n', 505],
    ['HTTP/2 on a line', get('/v1/models').replace('1.1', '2.0'), 505],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['an unheard-of version', get('/v1/models').replace('1.1', '1.9'), 400],
    ['an unheard-of method', get('/v1/models').replace('GET', 'GETS'), 400],
    ['a method in small letters', get('/v1/models').replace('GET', 'get'), 400],
    ['CONNECT', get('evil.example:443').replace('GET', 'CONNECT'), 405],
  ])('%s', async (_what, bytes, status) => {
    await expectRefused(bytes, status);
  });

  test('HTTP/1.0 is answered and closed', async () => {
    const { responses } = await sendUntilClosed(
      { port: gateway.app.port },
      get('/v1/models').replace('1.1', '1.0'),
    );
    expect(responses.map(({ status }) => status)).toEqual([200]);
  });

  test.each([
    ['OPTIONS', '*', 404],
    ['OPTIONS', '/v1/models', 405],
    ['TRACE', '/v1/models', 405],
    ['TRACE', '/pass/a', 405],
    ['DELETE', '/v1/models', 405],
  ])('%s %s gets a %i and keeps the connection', async (method, target, status) => {
    const bytes = get(target).replace('GET', method) + get('/v1/models');
    const responses = await sendRaw({ port: gateway.app.port }, bytes, 2);
    expect(responses.map((response) => response.status)).toEqual([status, 200]);
    expect(responses[0]?.text).not.toContain(MASTER_KEY);
    expect(gateway.reached()).toBe(0);
  });

  test('HEAD has the head of GET and no body', async () => {
    const client = await connectRaw({ port: gateway.app.port });
    client.send(get('/v1/models').replace('GET', 'HEAD'));
    const head = await client.response('HEAD');
    client.send(get('/v1/models'));
    const whole = await client.response();
    client.destroy();
    expect(head.status).toBe(200);
    expect(head.headers['content-length']).toBe(String(whole.body.length));
  });

  test('a body on a GET is not taken for the next request', async () => {
    const body = get('/metrics');
    const bytes = get('/v1/models', `${AUTH}Content-Length: ${body.length}\r\n`) + body;
    const { responses } = await sendUntilClosed({ port: gateway.app.port }, bytes);
    expect(responses.map(({ status }) => status)).toEqual([200]);
  });
});

describe('targets', () => {
  test.each(['\0', '\x01', '\x7f', '\xe9', '\t', '\x1b[31m'])(
    'a raw %j in the path is malformed',
    async (bytes) => {
      await expectRefused(get(`/v1/models${bytes}`));
    },
  );

  test.each([
    '/v1/models%00',
    '/v1/chat/completions%00',
    '/v1/%2e%2e/v1/models',
    '/v1/../v1/chat/completions',
    '/%0d%0aX-Evil:%201',
    '/v1/models#/../metrics',
    '/\\evil.example/v1/models',
    'ftp://evil.example/v1/models',
  ])('%s leads nowhere', async (target) => {
    const [response] = await sendRaw({ port: gateway.app.port }, get(target));
    expect([400, 404]).toContain(response?.status);
    expect(response?.headers['x-evil']).toBeUndefined();
    expect(gateway.reached()).toBe(0);
  });

  test('an absolute target is routed by its path alone', async () => {
    const [response] = await sendRaw(
      { port: gateway.app.port },
      chat('http://evil.example/v1/chat/completions'),
    );
    expect(response?.status).toBe(200);
    expect(gateway.upstream.log.at(-1)?.headers.host).toBe(`127.0.0.1:${gateway.upstream.port}`);
  });

  test('an absolute target with a foreign host opens nothing', async () => {
    const target = 'http://localhost:1@127.0.0.1/v1/models';
    const [response] = await sendRaw({ port: gateway.app.port }, get(target, ''));
    expect(response?.status).toBe(401);
    const [pass] = await sendRaw({ port: gateway.app.port }, get('http://evil.example/pass/a', ''));
    expect(pass?.status).toBe(401);
    expect(gateway.reached()).toBe(0);
  });

  test('a foreign Host changes nothing', async () => {
    const [response] = await sendRaw(
      { port: gateway.app.port },
      chat().replace(HOST, 'Host: evil.example\r\n'),
    );
    expect(response?.status).toBe(200);
    expect(gateway.upstream.log.at(-1)?.headers.host).toBe(`127.0.0.1:${gateway.upstream.port}`);
  });

  test('a long path is a 404 that does not repeat it', async () => {
    const [response] = await sendRaw({ port: gateway.app.port }, get(`/${'a'.repeat(15_000)}`));
    expect(response?.status).toBe(404);
    expect(response?.text.length).toBeLessThan(1_000);
  });

  test('a path over the limit of headers is refused', async () => {
    await expectRefused(get(`/${'a'.repeat(300_000)}`), 431);
  });
});

describe('floods', () => {
  test('one huge header', async () => {
    await expectRefused(get('/v1/models', `${AUTH}X-A: ${'a'.repeat(300_000)}\r\n`), 431);
  });

  test('a hundred thousand headers', async () => {
    await expectRefused(get('/v1/models', `${AUTH}${'a: b\r\n'.repeat(100_000)}`), 431);
  });

  test('many small headers within the limit are fine, and none is dropped', async () => {
    const many = 'a:\r\n'.repeat(3_000);
    const [response] = await sendRaw(
      { port: gateway.app.port },
      get('/v1/models', `${many}${AUTH}`),
    );
    expect(response?.status).toBe(200);
  });

  test('endless trailers', async () => {
    const flood = 'x-t: 1\r\n'.repeat(40_000);
    const { responses } = await sendUntilClosed(
      { port: gateway.app.port },
      chunked(`${size}\r\n${CHAT}\r\n0\r\n${flood}`),
    );
    expect(responses.map(({ status }) => status)).toEqual([431]);
    expect(gateway.reached()).toBe(0);
  });

  test('an endless chunk extension', async () => {
    const { responses } = await sendUntilClosed(
      { port: gateway.app.port },
      chunked(`${size};${'a'.repeat(300_000)}`),
    );
    expect(responses.length).toBeLessThanOrEqual(1);
    expect(responses.every(({ status }) => status >= 400)).toBe(true);
    expect(gateway.reached()).toBe(0);
  });
});

describe('slow clients', () => {
  test('a head that stops half way', async () => {
    await expectRefused(`POST /v1/chat/completions HTTP/1.1\r\n${HOST}`, 408);
  });

  test('a head that trickles in', async () => {
    const client = await connectRaw({ port: gateway.app.port });
    const trickle = client.sendSlowly(`GET / HTTP/1.1\r\n${HOST}X-A: ${'a'.repeat(16_000)}`);
    const response = await client.response();
    client.destroy();
    await trickle;
    expect([408, 431]).toContain(response.status);
  });

  test('a body that stops half way', async () => {
    await expectRefused(chat().slice(0, -5), 408);
  });

  test('a connection that says nothing', async () => {
    await expectRefused('', 408);
  });
});

describe('pipelining', () => {
  test('valid requests are answered in order', async () => {
    const bytes = get('/v1/models') + chat() + get('/nothing') + chat() + get('/health/liveliness');
    const responses = await sendRaw({ port: gateway.app.port }, bytes, 5);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 404, 200, 200]);
    expect(responses[4]?.text).toBe(`"I'm alive!"`);
    expect(gateway.reached()).toBe(2);
  });

  test('a broken one behind a whole one does not get that one’s answer', async () => {
    const { responses } = await sendUntilClosed(
      { port: gateway.app.port },
      `${chat()}BROKEN\r\n\r\n`,
    );
    expect(responses.map(({ status }) => status)).toEqual([200]);
    expect(responses[0]?.headers['connection']).toBe('close');
  });

  test('what follows a refused request is not served', async () => {
    const refused = chat().replace(AUTH, '');
    const { responses } = await sendUntilClosed({ port: gateway.app.port }, refused + chat());
    expect(responses.map(({ status }) => status)).toEqual([401]);
    expect(gateway.reached()).toBe(0);
  });
});

describe('without a key', () => {
  test('a big body is neither asked for nor kept', async () => {
    const head = POST.replace(AUTH, '');
    const before = process.memoryUsage().arrayBuffers;
    const bytes = `${head}Content-Length: 30000000\r\n\r\n${'a'.repeat(8_000_000)}`;
    const { responses } = await sendUntilClosed({ port: gateway.app.port }, bytes);
    expect(responses.map(({ status }) => status)).toEqual([401]);
    expect(gateway.reached()).toBe(0);
    // Twice for the test's own copy of what it sends.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(24_000_000);
  });

  test('Expect: 100-continue is not encouraged', async () => {
    const head = `${POST.replace(AUTH, '')}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n`;
    const received = (await (await opened(head)).whenClosed()).toString();
    expect(received).toMatch(/^HTTP\/1\.1 401 /);
  });

  test.each(['/v1/chat/completions', '/pass', '/pass/a', '/v1/embeddings'])(
    'POST %s reaches no upstream',
    async (path) => {
      const [response] = await sendRaw({ port: gateway.app.port }, chat(path).replace(AUTH, ''));
      expect(response?.status).toBe(401);
      expect(gateway.reached()).toBe(0);
    },
  );
});

describe('Expect', () => {
  test('100-continue is met once the key is known to be right', async () => {
    const client = await opened(
      `${POST}Expect: 100-continue\r\nContent-Length: ${CHAT.length}\r\n\r\n`,
    );
    await client.receivedMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
    client.send(CHAT);
    expect((await client.response()).status).toBe(200);
    client.destroy();
  });

  test('a body over the limit is refused instead', async () => {
    const client = await opened(`${POST}Expect: 100-continue\r\nContent-Length: 1048577\r\n\r\n`);
    expect((await client.whenClosed()).toString()).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('anything else is a 417', async () => {
    await expectRefused(`${POST}Expect: miracles\r\nContent-Length: 2\r\n\r\n{}`, 417);
  });
});

test.each(['h2c', 'websocket'])(
  'an upgrade to %s is ignored: the answer is HTTP/1.1 and the last of its connection',
  async (protocol) => {
    const upgrade = `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${protocol}\r\n`;
    const bytes = chat().replace(AUTH, AUTH + upgrade) + chat();
    const { responses } = await sendUntilClosed({ port: gateway.app.port }, bytes);
    expect(responses.map(({ status }) => status)).toEqual([200]);
    expect(responses[0]?.headers['connection']).toBe('close');
    expect(gateway.reached()).toBe(1);
  },
);

test('after all of this nothing is left open and the gateway answers', async () => {
  await until(() => gateway.app.server.active === 0);
  expect(gateway.app.faults).toEqual([]);
  expect((await sendRaw({ port: gateway.app.port }, chat()))[0]?.status).toBe(200);
});

async function opened(bytes: string) {
  const client = await connectRaw({ port: gateway.app.port });
  client.send(bytes);
  return client;
}
