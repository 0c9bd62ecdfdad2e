import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { MASTER_KEY, startApp, type RunningApp } from '../../support/app.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream.ts';
import { sendRaw, sendUntilClosed } from '../../support/raw-http.ts';
import { findFreePort } from '../../support/server-process.ts';
import type { Behaviour } from '../../support/upstream/call.ts';
import { Gate } from '../../support/upstream/gate.ts';

let target: FakeUpstream;
let app: RunningApp;
const extra: RunningApp[] = [];

const ok: Behaviour = (call) => call.send(200, 'from the target', { 'x-target': '1' });

beforeAll(async () => {
  target = await startFakeUpstream();
  for (const path of ['/base', '/base/a', '/base/a/b', '/base/a/', '/base/a%2Fb', '/base/x%20y']) {
    target.setRoute(path, ok);
  }
  app = await start({});
});

afterEach(async () => {
  await Promise.all(extra.splice(0).map((one) => one.close()));
});

afterAll(async () => {
  await app.close();
  await target.close();
});

async function start(general: object, llmgw: object = {}): Promise<RunningApp> {
  const endpoint = (path: string, more: object) => ({
    path,
    target: `${target.origin}/base?own=1`,
    headers: { Authorization: 'Bearer target-secret', 'X-Fixed': 'fixed' },
    ...more,
  });
  return startApp({
    model_list: [{ model_name: 'm', litellm_params: { model: 'openai/m', mock_response: 'hi' } }],
    general_settings: {
      pass_through_endpoints: [
        endpoint('/exact', {}),
        endpoint('/deep', { include_subpath: true }),
        endpoint('/open', { auth: false, include_subpath: true }),
        endpoint('/forward', { forward_headers: true, headers: {} }),
        endpoint('/open-forward', { auth: false, forward_headers: true, headers: {} }),
        endpoint('/merge', {
          merge_query_params: true,
          default_query_params: { own: '9', d: '1' },
        }),
        endpoint('/login', {
          target: `${target.origin.replace('//', '//user:p%40ss@')}/base`,
          headers: {},
        }),
        endpoint('/get-only', { methods: ['GET'] }),
        endpoint('/v1/models', { auth: false }),
      ],
      max_request_size_mb: 1,
      ...general,
    },
    llmgw_settings: llmgw,
  });
}

/** The request that the target saw last. */
function seen() {
  const request = target.log.at(-1);
  if (request === undefined) throw new Error('nothing reached the target');
  return request;
}

const key = { authorization: `Bearer ${MASTER_KEY}` };

describe('who may', () => {
  test('auth is on by default, and nothing reaches the target without a key', async () => {
    const before = target.log.length;
    expect((await fetch(`${app.origin}/exact`)).status).toBe(401);
    expect(target.log).toHaveLength(before);
    expect(await (await app.get('/exact')).text()).toBe('from the target');
  });

  test('auth: false opens the endpoint and everything below it', async () => {
    expect((await fetch(`${app.origin}/open`)).status).toBe(200);
    expect((await fetch(`${app.origin}/open/a/b`)).status).toBe(200);
  });

  test('public_routes open an endpoint too, by whole segments', async () => {
    const one = await start({ public_routes: ['/exact', '/dee'] });
    extra.push(one);
    expect((await fetch(`${one.origin}/exact`)).status).toBe(200);
    expect((await fetch(`${one.origin}/deep/a`)).status).toBe(401);
  });

  test('a built-in route is never taken over', async () => {
    expect((await fetch(`${app.origin}/v1/models`)).status).toBe(401);
  });
});

describe('where to', () => {
  test.each([
    ['/exact', '/base', 'own=1'],
    ['/exact/', '/base', 'own=1'],
    ['/exact?q=1&q=2', '/base', 'q=1&q=2'],
    ['/deep/a', '/base/a', 'own=1'],
    ['/deep/a/b?x=%20', '/base/a/b', 'x=%20'],
    ['/deep/a/', '/base/a/', 'own=1'],
    ['/deep/a%2Fb', '/base/a%2Fb', 'own=1'],
    ['/deep//a', '/base/a', 'own=1'],
    ['/merge?q=1', '/base', 'd=1&own=1&q=1'],
    ['/merge?own=2', '/base', 'd=1&own=2'],
  ])('%s goes to %s?%s', async (asked, path, query) => {
    expect((await app.get(asked)).status).toBe(200);
    expect([seen().path, seen().query]).toEqual([path, query]);
  });

  test.each(['/exact/a', '/exactly', '/dee', '/DEEP/a'])('%s is no endpoint', async (path) => {
    expect((await app.get(path)).status).toBe(404);
  });

  test.each([
    '/deep/../secret',
    '/deep/..%2fsecret',
    '/deep/%2e%2e/secret',
    '/deep/%252e%252e/secret',
    '/deep/a/..;/secret',
    '/deep/..\\secret',
    '/deep/%5c..%5csecret',
    '/deep/%c0%ae%c0%ae/secret',
    '/deep/a%00',
    '/deep/a%0d%0aX-Evil:%201',
    '/deep/..',
    '/deep/.',
  ])('%s does not reach the target', async (path) => {
    const before = target.log.length;
    const head = `GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${MASTER_KEY}\r\n\r\n`;
    const [response] = await sendRaw({ port: app.port }, head);
    expect([400, 404]).toContain(response?.status);
    expect(target.log).toHaveLength(before);
  });

  test.each(['/deep/http://evil.example/', '/deep//evil.example/x', '/deep/@evil.example'])(
    '%s stays with the target',
    async (path) => {
      const before = target.log.length;
      await (await app.get(path)).text();
      expect(target.log.length).toBe(before + 1);
      expect(seen().path).toMatch(/^\/base\//);
    },
  );

  test('follows a reload', async () => {
    const one = await start({});
    extra.push(one);
    const { runtime } = one.gateway;
    one.gateway.runtime = { ...runtime, config: { ...runtime.config, passThrough: [] } };
    expect((await one.get('/exact')).status).toBe(404);
  });
});

describe('methods', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])(
    '%s goes on as it is',
    async (method) => {
      const body = ['GET', 'HEAD'].includes(method) ? {} : { body: 'payload' };
      const response = await app.get('/exact', { method, headers: key, ...body });
      expect(response.status).toBe(200);
      expect(seen().method).toBe(method);
      expect(seen().body.toString()).toBe('body' in body ? 'payload' : '');
    },
  );

  test('a method that is not listed gets a 405 that names those that are', async () => {
    const response = await app.post('/get-only', {});
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({
      error: { message: 'Method Not Allowed: /get-only takes GET, not POST.' },
    });
  });

  test('TRACE, with which a target would show our credentials, is not passed on', async () => {
    const before = target.log.length;
    const [response] = await sendRaw({ port: app.port }, 'TRACE /open HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(response?.status).toBe(405);
    expect(target.log).toHaveLength(before);
  });
});

describe('headers to the target', () => {
  test('only the configured ones and those of the body, unless asked for', async () => {
    await app.post('/exact', {}, { headers: { 'x-mine': '1', cookie: 'c=1', accept: 'a/b' } });
    expect(seen().headers).toMatchObject({
      authorization: 'Bearer target-secret',
      'x-fixed': 'fixed',
      'content-type': 'application/json',
      accept: 'a/b',
    });
    expect(Object.keys(seen().headers)).not.toEqual(expect.arrayContaining(['x-mine']));
    expect(seen().headers['cookie']).toBeUndefined();
    expect(seen().headers.host).toBe(`127.0.0.1:${target.port}`);
  });

  test('a login in the target becomes a header and is not in the request line', async () => {
    await app.get('/login');
    const seen = target.log.at(-1);
    expect(seen?.path).toBe('/base');
    const login = Buffer.from('user:p@ss').toString('base64');
    expect(seen?.headers['authorization']).toBe(`Basic ${login}`);
  });

  test('x-pass-NAME goes on as NAME and wins', async () => {
    const headers = { ...key, 'x-pass-x-fixed': 'mine', 'x-pass-host': 'evil', 'x-pass-': 'x' };
    await app.get('/exact', { headers });
    expect(seen().headers['x-fixed']).toBe('mine');
    expect(seen().headers.host).toBe(`127.0.0.1:${target.port}`);
  });

  test('forward_headers passes the client’s on, but not the key', async () => {
    await app.get('/forward', { headers: { ...key, 'x-mine': '1', 'x-api-key': 'also a key' } });
    expect(seen().headers['x-mine']).toBe('1');
    expect(JSON.stringify(seen().rawHeaders)).not.toContain(MASTER_KEY);
    expect(seen().headers['x-api-key']).toBeUndefined();
  });

  test.each([
    ['authorization', `Bearer ${MASTER_KEY}`],
    ['x-api-key', MASTER_KEY],
    ['x-anything', MASTER_KEY],
    ['x-pass-authorization', `Bearer ${MASTER_KEY}`],
  ])('an open endpoint does not pass the key on that came in %s', async (name, value) => {
    const response = await fetch(`${app.origin}/open-forward`, { headers: { [name]: value } });
    expect(response.status).toBe(200);
    expect(JSON.stringify(seen().rawHeaders)).not.toContain(MASTER_KEY);
  });

  test('an open endpoint passes the client’s own credentials on', async () => {
    const headers = { authorization: 'Bearer for-the-target' };
    await fetch(`${app.origin}/open-forward`, { headers });
    expect(seen().headers.authorization).toBe('Bearer for-the-target');
  });

  test('the header that litellm_key_header_name names stays here', async () => {
    const one = await start({ litellm_key_header_name: 'X-Gateway-Key' });
    extra.push(one);
    const headers = { 'x-gateway-key': `Bearer ${MASTER_KEY}`, authorization: 'Bearer mine' };
    expect((await one.get('/forward', { headers })).status).toBe(200);
    expect(seen().headers['x-gateway-key']).toBeUndefined();
  });
});

describe('the answer', () => {
  test('comes with the target’s status and headers and our call id', async () => {
    const response = await app.get('/exact', { headers: { ...key, 'x-litellm-call-id': 'c-1' } });
    expect(response.headers.get('x-target')).toBe('1');
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('x-litellm-call-id')).toBe('c-1');
  });

  test('is in the records, as a refusal is', async () => {
    const before = app.records.length;
    await app.get('/exact');
    await fetch(`${app.origin}/get-only`, { method: 'DELETE' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(app.records.slice(before)).toMatchObject([
      { route: '/exact', status: 200, errorCode: null },
      { route: '/get-only', status: 405, errorCode: 'method_not_allowed' },
    ]);
  });

  test('an error of the target goes on as it came', async () => {
    target.setRoute('/base/a', (call) => call.send(418, '{"odd": [1]}', { 'retry-after': '7' }));
    const response = await app.get('/deep/a');
    target.setRoute('/base/a', ok);
    expect([response.status, await response.text()]).toEqual([418, '{"odd": [1]}']);
    expect(response.headers.get('retry-after')).toBe('7');
  });

  test('an error is put into an envelope where the configuration asks for it', async () => {
    const one = await start({}, { wrap_pass_through_errors: true });
    extra.push(one);
    target.setRoute('/base/a', (call) => call.send(418, 'odd'));
    const response = await one.get('/deep/a');
    target.setRoute('/base/a', ok);
    expect(response.status).toBe(418);
    expect(await response.json()).toMatchObject({ error: { message: 'odd', type: 'None' } });
  });

  test('streams bytes on as they arrive', async () => {
    const gate = new Gate();
    target.setRoute('/base/a', async (call) => {
      call.response.writeHead(200, { 'content-type': 'text/event-stream' });
      await call.write('data: 1\n\n');
      await gate.pass(call.gone);
      call.response.end('data: 2\n\n');
    });
    const response = await app.get('/deep/a');
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 1\n\n');
    gate.open();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 2\n\n');
    target.setRoute('/base/a', ok);
  });

  test('a client that leaves takes its call to the target along', async () => {
    target.setRoute('/base/a', async (call) => {
      call.response.writeHead(200);
      await call.write('begun');
      await call.gone;
    });
    const leaving = new AbortController();
    const response = await app.get('/deep/a', { headers: key, signal: leaving.signal });
    leaving.abort();
    await seen().whenAborted;
    target.setRoute('/base/a', ok);
    expect(response.status).toBe(200);
    expect(seen().aborted).toBe(true);
  });

  test('a target that is not there gives an error in our shape', async () => {
    const { runtime } = app.gateway;
    const [endpoint] = runtime.config.passThrough;
    if (endpoint === undefined) throw new Error('no endpoint');
    const dead = { ...endpoint, target: `http://127.0.0.1:${await findFreePort()}` };
    app.gateway.runtime = { ...runtime, config: { ...runtime.config, passThrough: [dead] } };
    const response = await app.get('/exact');
    app.gateway.runtime = runtime;
    expect(response.status).toBeGreaterThanOrEqual(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: { code: expect.any(String) } });
    expect(text).not.toContain('target-secret');
  });

  test('a target that breaks off in the middle breaks the answer off', async () => {
    target.setRoute('/base/a', async (call) => {
      call.response.writeHead(200, { 'content-length': '100' });
      await call.write('begun');
      call.hangUp('close');
    });
    const text = app.get('/deep/a').then(async (response) => response.text());
    await expect(text).rejects.toThrow('terminated');
    target.setRoute('/base/a', ok);
  });
});

describe('bodies', () => {
  test('go on byte by byte', async () => {
    const body = Buffer.from([0, 255, 13, 10, 0]);
    await app.get('/exact', { method: 'POST', body, headers: key });
    expect(seen().body).toEqual(body);
  });

  test('over the limit are refused and do not reach the target', async () => {
    const before = target.log.length;
    const head = `POST /exact HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${MASTER_KEY}\r\n`;
    const { responses } = await sendUntilClosed(
      { port: app.port },
      `${head}Content-Length: 1048577\r\n\r\n`,
    );
    expect(responses[0]?.status).toBe(413);
    expect(target.log).toHaveLength(before);
  });
});
