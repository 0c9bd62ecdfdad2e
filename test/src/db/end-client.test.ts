import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { endClient, FAREWELL_MS, sever } from '../../../src/db/end-client.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let server: TestPostgres;
let url: URL;
beforeAll(async () => {
  server = await startPostgres();
  url = new URL(await server.createDatabase());
}, 30_000);
afterAll(async () => server.stop());

async function connected(port = url.port) {
  const target = new URL(url);
  target.port = port;
  const client = new Client({ connectionString: target.href });
  client.on('error', () => {});
  await client.connect();
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  return { client, ended };
}

test('a server that answers is taken leave of', async () => {
  const { client, ended } = await connected();
  await endClient(client, new VirtualClock());
  await expect(ended).resolves.toBeUndefined();
});

test('a server that has fallen silent is left after two seconds', async () => {
  const proxy = await startTcpProxy(Number(url.port));
  const { client, ended } = await connected(String(proxy.port));
  proxy.hang();
  const clock = new VirtualClock();
  const leaving = endClient(client, clock);
  clock.advance(FAREWELL_MS);
  await leaving;
  await expect(ended).resolves.toBeUndefined();
  await proxy.close();
});

test('a connection is cut at once, and cutting it again does nothing', async () => {
  const { client, ended } = await connected();
  sever(client);
  await expect(ended).resolves.toBeUndefined();
  sever(client);
});
