import { afterEach, expect, test } from '@jest/globals';
import { listen } from '../../../commands/serve/listen.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { createServer, type HttpServer } from '../../../src/http/server.ts';
import { serveOptions } from '../../support/app.ts';
import { ROOMY_LIMITS } from '../../support/http-server.ts';

const servers: HttpServer[] = [];

function make(): HttpServer {
  const server = createServer({
    limits: ROOMY_LIMITS,
    tls: null,
    clock: systemClock,
    handler: () => undefined,
    onFault: () => undefined,
  });
  servers.push(server);
  return server;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.destroy();
});

test('port 0 is any free one', async () => {
  const { address, port } = await listen(make(), serveOptions());
  expect(address).toBe('127.0.0.1');
  expect(port).toBeGreaterThan(0);
});

test('a port that is taken is named with its cure', async () => {
  const { port } = await listen(make(), serveOptions());
  await expect(listen(make(), serveOptions({ port }))).rejects.toMatchObject({
    code: 'E_ADDRESS_IN_USE',
    exitCode: 1,
    message: `port ${port} on 127.0.0.1 is taken`,
    where: `127.0.0.1:${port}`,
    hint: expect.stringMatching(new RegExp(`lsof -nP -iTCP:${port} .*--port 0`)),
  });
});

test.each([
  ['203.0.113.7', 'this machine has no such address'],
  ['nowhere.invalid', 'does not resolve'],
])('an address that cannot be had is explained: %s', async (host, hint) => {
  await expect(listen(make(), serveOptions({ host }))).rejects.toMatchObject({
    code: 'E_LISTEN',
    where: `${host}:0`,
    hint: expect.stringContaining(hint),
  });
});
