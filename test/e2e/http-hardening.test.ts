import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { MASTER_KEY, startApp, type RunningApp } from '../support/app.ts';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { until } from '../support/http-server.ts';
import { connectRaw, sendRaw, sendUntilClosed } from '../support/raw-http.ts';

let upstream: FakeUpstream;
let app: RunningApp;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  app = await startApp(
    {
      model_list: [
        {
          model_name: 'm',
          litellm_params: {
            model: 'openai/m',
            api_base: `${upstream.origin}/v1`,
            api_key: 'sk-upstream',
          },
        },
      ],
      general_settings: {
        max_request_size_mb: 1,
        pass_through_endpoints: [
          { path: '/pass', target: `${upstream.origin}/x`, include_subpath: true },
        ],
      },
    },
    { limits: { headersTimeoutMs: 250, bodyTimeoutMs: 400, maxHeaderBytes: 16_384 } },
  );
});

let loggedBefore = 0;

afterEach(() => {
  loggedBefore = upstream.log.length;
});

afterAll(async () => {
  await app.close();
  await upstream.close();
});

/** Requests that reached the upstream in this test. */
function reached(): number {
  return upstream.log.length - loggedBefore;
}

const AUTH = `Authorization: Bearer ${MASTER_KEY}\r\n`;
const HOST = 'Host: gateway.example\r\n';
const CHAT = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] });
const POST = `POST /v1/chat/completions HTTP/1.1\r\n${HOST}${AUTH}`;

function chat(path = '/v1/chat/completions'): string {
  const head = `POST ${path} HTTP/1.1\r\n${HOST}${AUTH}`;
  return `${head}Content-Type: application/json\r\nContent-Length: ${CHAT.length}\r\n\r\n${CHAT}`;
}

const get = (target: string, more = AUTH) => `GET ${target} HTTP/1.1\r\n${HOST}${more}\r\n`;
const chunked = (framing: string) => `${POST}Transfer-Encoding: chunked\r\n\r\n${framing}`;
const size = CHAT.length.toString(16);

/** One answer that refuses, in the shape of OpenAI, and nothing after it: the connection is closed. */
async function expectRefused(bytes: string, status = 400): Promise<void> {
  const { responses, rest } = await sendUntilClosed({ port: app.port }, bytes);
  expect(responses.map((response) => response.status)).toEqual([status]);
  expect(JSON.parse(responses[0]?.text ?? '')).toMatchObject({
    error: { message: expect.any(String), type: expect.any(String), code: expect.any(String) },
  });
  expect(rest.toString()).toBe('');
  expect(reached()).toBe(0);
  expect(app.server.active).toBe(0);
}

describe('two readings of one request', () => {
  const smuggled = chat();
  const length = `Content-Length: ${CHAT.length}\r\n`;
  const coding = 'Transfer-Encoding: chunked\r\n';

  test.each([
    ['a length and a coding', `${POST}${length}${coding}\r\n0\r\n\r\n${smuggled}`],
    ['a coding and a length', `${POST}${coding}${length}\r\n0\r\n\r\n${smuggled}`],
    ['two lengths', `${POST}${length}Content-Length: 0\r\n\r\n${CHAT}`],
    ['the same length twice', `${POST}${length}${length}\r\n${CHAT}`],
    ['a list of lengths', `${POST}Content-Length: ${CHAT.length}, 0\r\n\r\n${CHAT}`],
    ['a signed length', `${POST}Content-Length: +${CHAT.length}\r\n\r\n${CHAT}`],
    ['a negative length', `${POST}Content-Length: -1\r\n\r\n${CHAT}`],
    ['a length in hex', `${POST}Content-Length: 0x${size}\r\n\r\n${CHAT}`],
    ['an empty length', `${POST}Content-Length: \r\n\r\n${CHAT}`],
    ['a length beyond numbers', `${POST}Content-Length: ${'9'.repeat(30)}\r\n\r\n${CHAT}`],
    ['a second Host', `${POST}Host: other\r\n${length}\r\n${CHAT}`],
    ['no Host', `${POST.replace(HOST, '')}${length}\r\n${CHAT}`],
  ])('%s', async (_what, bytes) => {
    await expectRefused(bytes);
  });

  test.each([
    'xchunked',
    'identity',
    'chunked, identity',
    'gzip, chunked',
    'chunked, chunked',
    'chunked;q=1',
    '"chunked"',
    'chunked\x0b',
    '\x0bchunked',
    'chunked\r\nTransfer-Encoding: identity',
    'identity\r\nTransfer-Encoding: chunked',
    '\r\n chunked',
    '',
  ])('Transfer-Encoding: %j', async (value) => {
    const body = `${size}\r\n${CHAT}\r\n0\r\n\r\n`;
    await expectRefused(`${POST}Transfer-Encoding: ${value}\r\n\r\n${body}${smuggled}`);
  });

  test('a coding in HTTP/1.0', async () => {
    const head = POST.replace('HTTP/1.1', 'HTTP/1.0');
    await expectRefused(`${head}${coding}\r\n${size}\r\n${CHAT}\r\n0\r\n\r\n`);
  });

  test.each([
    ['a folded header', `${POST}X-A: b\r\n c\r\n${length}\r\n${CHAT}`],
    ['a header folded by a tab', `${POST}X-A: b\r\n\tc\r\n${length}\r\n${CHAT}`],
    ['a space before the colon', `${POST}Content-Length : ${CHAT.length}\r\n\r\n${CHAT}`],
    ['a tab before the colon', `${POST}Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n`],
    ['a space before the first header', `GET /v1/models HTTP/1.1\r\n ${HOST}\r\n`],
    ['bare line feeds', get('/v1/models').replaceAll('\r\n', '\n')],
    ['one bare line feed', get('/v1/models').replace('\r\n', '\n')],
    ['a bare line feed at the end', `GET /v1/models HTTP/1.1\r\n${HOST}${AUTH}\n`],
    ['a bare carriage return', `GET /v1/models HTTP/1.1\r\nHost: a\rX-A: b\r\n${AUTH}\r\n`],
    ['a NUL in a header', `GET /v1/models HTTP/1.1\r\n${HOST}${AUTH}X-A: a\0b\r\n\r\n`],
    ['a header without a colon', `GET /v1/models HTTP/1.1\r\n${HOST}${AUTH}nonsense\r\n\r\n`],
    ['a header without a name', `GET /v1/models HTTP/1.1\r\n${HOST}${AUTH}: x\r\n\r\n`],
    ['a space in the target', get('/v1/models x')],
  ])('%s', async (_what, bytes) => {
    await expectRefused(bytes);
  });

  test.each([
    ['a negative size', `-${size}\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a size with a prefix', `0x${size}\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a size with a space', `${size} \r\n${CHAT}\r\n0\r\n\r\n`],
    ['a size behind a space', ` ${size}\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a size beyond numbers', `fffffffffffffffff\r\n${CHAT}\r\n0\r\n\r\n`],
    ['no size', `\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a size that ends with a bare line feed', `${size}\n${CHAT}\r\n0\r\n\r\n`],
    ['a bare line feed after a chunk', `${size}\r\n${CHAT}\n0\r\n\r\n`],
    ['a chunk longer than its size', `1\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a chunk that is not ended', `${size}\r\n${CHAT}0\r\n\r\n`],
    ['a bare line feed in an extension', `${size};a=b\n${CHAT}\r\n0\r\n\r\n`],
    ['a carriage return in an extension', `${size};a\rb\r\n${CHAT}\r\n0\r\n\r\n`],
    ['a length in the trailers', `${size}\r\n${CHAT}\r\n0\r\nContent-Length: 9\r\n\r\n`],
    ['a last chunk with bare line feeds', `${size}\r\n${CHAT}\r\n0\n\n`],
  ])('chunks: %s', async (_what, framing) => {
    await expectRefused(`${chunked(framing)}${smuggled}`);
  });

  test('proper chunks, with an extension and a trailer, are one request', async () => {
    const [response] = await sendRaw(
      { port: app.port },
      chunked(`${size};a=b\r\n${CHAT}\r\n0\r\nX-Trailer: 1\r\n\r\n`),
    );
    expect(response?.status).toBe(200);
    expect(reached()).toBe(1);
  });
});

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
      { port: app.port },
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
    const responses = await sendRaw({ port: app.port }, bytes, 2);
    expect(responses.map((response) => response.status)).toEqual([status, 200]);
    expect(responses[0]?.text).not.toContain(MASTER_KEY);
    expect(reached()).toBe(0);
  });

  test('HEAD has the head of GET and no body', async () => {
    const client = await connectRaw({ port: app.port });
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
    const { responses } = await sendUntilClosed({ port: app.port }, bytes);
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
    '//v1/models',
    '/\\evil.example/v1/models',
    'ftp://evil.example/v1/models',
  ])('%s leads nowhere', async (target) => {
    const [response] = await sendRaw({ port: app.port }, get(target));
    expect([400, 404]).toContain(response?.status);
    expect(response?.headers['x-evil']).toBeUndefined();
    expect(reached()).toBe(0);
  });

  test('an absolute target is routed by its path alone', async () => {
    const [response] = await sendRaw(
      { port: app.port },
      chat('http://evil.example/v1/chat/completions'),
    );
    expect(response?.status).toBe(200);
    expect(upstream.log.at(-1)?.headers.host).toBe(`127.0.0.1:${upstream.port}`);
  });

  test('an absolute target with a foreign host opens nothing', async () => {
    const target = 'http://localhost:1@127.0.0.1/v1/models';
    const [response] = await sendRaw({ port: app.port }, get(target, ''));
    expect(response?.status).toBe(401);
    const [pass] = await sendRaw({ port: app.port }, get('http://evil.example/pass/a', ''));
    expect(pass?.status).toBe(401);
    expect(reached()).toBe(0);
  });

  test('a foreign Host changes nothing', async () => {
    const [response] = await sendRaw(
      { port: app.port },
      chat().replace(HOST, 'Host: evil.example\r\n'),
    );
    expect(response?.status).toBe(200);
    expect(upstream.log.at(-1)?.headers.host).toBe(`127.0.0.1:${upstream.port}`);
  });

  test('a long path is a 404 that does not repeat it', async () => {
    const [response] = await sendRaw({ port: app.port }, get(`/${'a'.repeat(15_000)}`));
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
    const [response] = await sendRaw({ port: app.port }, get('/v1/models', `${many}${AUTH}`));
    expect(response?.status).toBe(200);
  });

  test('endless trailers', async () => {
    const flood = 'x-t: 1\r\n'.repeat(40_000);
    const { responses } = await sendUntilClosed(
      { port: app.port },
      chunked(`${size}\r\n${CHAT}\r\n0\r\n${flood}`),
    );
    expect(responses.map(({ status }) => status)).toEqual([431]);
    expect(reached()).toBe(0);
  });

  test('an endless chunk extension', async () => {
    const { responses } = await sendUntilClosed(
      { port: app.port },
      chunked(`${size};${'a'.repeat(300_000)}`),
    );
    expect(responses.length).toBeLessThanOrEqual(1);
    expect(responses.every(({ status }) => status >= 400)).toBe(true);
    expect(reached()).toBe(0);
  });
});

describe('slow clients', () => {
  test('a head that stops half way', async () => {
    await expectRefused(`POST /v1/chat/completions HTTP/1.1\r\n${HOST}`, 408);
  });

  test('a head that trickles in', async () => {
    const client = await connectRaw({ port: app.port });
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
    const responses = await sendRaw({ port: app.port }, bytes, 5);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 404, 200, 200]);
    expect(responses[4]?.text).toBe(`"I'm alive!"`);
    expect(reached()).toBe(2);
  });

  test('a broken one behind a whole one does not get that one’s answer', async () => {
    const { responses } = await sendUntilClosed({ port: app.port }, `${chat()}BROKEN\r\n\r\n`);
    expect(responses.map(({ status }) => status)).toEqual([200]);
    expect(responses[0]?.headers['connection']).toBe('close');
  });

  test('what follows a refused request is not served', async () => {
    const refused = chat().replace(AUTH, '');
    const { responses } = await sendUntilClosed({ port: app.port }, refused + chat());
    expect(responses.map(({ status }) => status)).toEqual([401]);
    expect(reached()).toBe(0);
  });
});

describe('without a key', () => {
  test('a big body is neither asked for nor kept', async () => {
    const head = POST.replace(AUTH, '');
    const before = process.memoryUsage().arrayBuffers;
    const bytes = `${head}Content-Length: 30000000\r\n\r\n${'a'.repeat(8_000_000)}`;
    const { responses } = await sendUntilClosed({ port: app.port }, bytes);
    expect(responses.map(({ status }) => status)).toEqual([401]);
    expect(reached()).toBe(0);
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
      const [response] = await sendRaw({ port: app.port }, chat(path).replace(AUTH, ''));
      expect(response?.status).toBe(401);
      expect(reached()).toBe(0);
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

test('an upgrade is ignored and the body still belongs to the request', async () => {
  const upgrade = 'Connection: Upgrade\r\nUpgrade: h2c\r\n';
  const bytes = chat().replace(AUTH, `${AUTH}${upgrade}`) + get('/v1/models');
  const responses = await sendRaw({ port: app.port }, bytes, 2);
  expect(responses.map(({ status }) => status)).toEqual([200, 200]);
});

test('after all of this nothing is left open and the gateway answers', async () => {
  await until(() => app.server.active === 0);
  expect(app.faults).toEqual([]);
  expect((await sendRaw({ port: app.port }, chat()))[0]?.status).toBe(200);
});

async function opened(bytes: string) {
  const client = await connectRaw({ port: app.port });
  client.send(bytes);
  return client;
}
