import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import { openDatabase } from '../../../src/db/connect.ts';
import type { Database } from '../../../src/db/database.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openDatabase(new Secret(await server.createDatabase()), { maxConnections: 2 });
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

/** Everything that is heard, in order, and a way to wait for the next. */
function makeEar() {
  const heard: string[] = [];
  let wake = (): void => {};
  const hear = (text: string): void => {
    heard.push(text);
    wake();
  };
  return {
    heard,
    onNotice: (channel: string, payload: string) => hear(`${channel}: ${payload}`),
    onGap: () => hear('gap'),
    async until(count: number): Promise<void> {
      while (heard.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

async function notify(channel: string, payload: string): Promise<void> {
  const values = [channel, payload];
  await database.query({ name: 'notify', text: 'SELECT pg_notify($1, $2)', values });
}

async function listeners(): Promise<number[]> {
  const { rows } = await database.query<{ pid: number }>({
    name: 'find',
    text: `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
  });
  return rows.map(({ pid }) => pid);
}

async function untilListening(): Promise<void> {
  while ((await listeners()).length === 0);
}

test('hears its channels and no others', async () => {
  const ear = makeEar();
  const subscription = database.listen(['llmgw_cache', 'odd "name'], ear);
  await untilListening();
  await notify('other', 'x');
  await notify('llmgw_cache', 'one');
  await notify('odd "name', 'two');
  await ear.until(2);
  expect(ear.heard).toEqual(['llmgw_cache: one', 'odd "name: two']);
  await subscription.stop();
  expect(await listeners()).toEqual([]);
});

test('comes back when its connection is lost, and says that something may have been missed', async () => {
  const ear = makeEar();
  const subscription = database.listen(['llmgw_cache'], ear);
  await untilListening();
  const [pid] = await listeners();
  await server.query(`SELECT pg_terminate_backend(${pid})`);
  await ear.until(1);
  expect(ear.heard).toEqual(['gap']);
  await notify('llmgw_cache', 'again');
  await ear.until(2);
  expect(ear.heard).toEqual(['gap', 'llmgw_cache: again']);
  await subscription.stop();
  expect(await listeners()).toEqual([]);
});

test('ends also while it is trying to connect', async () => {
  const nobody = openDatabase(new Secret('postgresql://u@127.0.0.1:1/db'));
  const ear = makeEar();
  await nobody.listen(['llmgw_cache'], ear).stop();
  await nobody.close();
  expect(ear.heard).toEqual([]);
});

test('ends in front of a server that hangs', async () => {
  const proxy = await startTcpProxy(server.port);
  const url = new URL(await server.createDatabase());
  url.port = String(proxy.port);
  const clock = new VirtualClock();
  const distant = openDatabase(new Secret(url.href), { clock });
  const ear = makeEar();
  const subscription = distant.listen(['llmgw_cache'], ear);
  while (!proxy.sent().includes('LISTEN')) await server.query('SELECT 1');
  await server.query('SELECT 1');
  proxy.hang();
  const stopping = subscription.stop();
  clock.advance(2_000);
  await expect(stopping).resolves.toBeUndefined();
  await distant.close();
  await proxy.close();
});
