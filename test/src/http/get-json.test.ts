import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { getJson } from '../../../src/http/get-json.ts';

const folder = mkdtempSync(join(tmpdir(), 'llmgw-get-'));
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});
afterAll(() => rmSync(folder, { recursive: true }));

const get = {
  socketPath: null,
  headers: {},
  maxBytes: 1_000,
  signal: new AbortController().signal,
};

async function serve(listener: RequestListener, at: string | number = 0): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(at, resolve));
  const address = server.address();
  return typeof address === 'string' || address === null
    ? 'http://localhost/x'
    : `http://127.0.0.1:${address.port}/x`;
}

test('gets a document, over TCP and over a unix socket', async () => {
  const echo: RequestListener = ({ url, headers }, answer) =>
    void answer.end(JSON.stringify({ url, key: headers['x-key'] ?? null }));
  const url = await serve(echo);
  expect(await getJson({ ...get, url, headers: { 'x-key': 'k' } })).toEqual({
    url: '/x',
    key: 'k',
  });
  const socketPath = join(folder, 's.sock');
  await serve(echo, socketPath);
  expect(await getJson({ ...get, url: 'http://docker/info', socketPath })).toMatchObject({
    url: '/info',
  });
});

test('nobody there is null', async () => {
  expect(await getJson({ ...get, url: 'http://127.0.0.1:1/' })).toBeNull();
  expect(await getJson({ ...get, url: 'http://x/', socketPath: join(folder, 'no') })).toBeNull();
});

test.each<[string, RequestListener]>([
  ['status 500', (_request, answer) => void answer.writeHead(500).end('{}')],
  ['status 302', (_request, answer) => void answer.writeHead(302, { location: '/y' }).end()],
  ['no JSON', (_request, answer) => void answer.end('{"half":')],
  ['more than 1000 bytes', (_request, answer) => void answer.end('1'.repeat(2_000))],
])('anything else is an error: %s', async (message, listener) => {
  await expect(getJson({ ...get, url: await serve(listener) })).rejects.toThrow(message);
});

test('it ends with its signal, also when the answer never ends', async () => {
  const url = await serve((_request, answer) => void answer.write('['));
  const signal = AbortSignal.timeout(200);
  await expect(getJson({ ...get, url, signal })).rejects.toThrow('abort');
});
