import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import { ServiceFault } from '../../../src/core/service-fault.ts';
import { openDatabase } from '../../../src/db/connect.ts';
import type { Database } from '../../../src/db/database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { findFreePort } from '../../support/server-process.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { startSilentServer } from '../../support/silent-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const PASSWORD = 'canary-right';
const AMPLE_MS = 5_000;

async function faultOf(ping: Promise<void>): Promise<ServiceFault> {
  const thrown: unknown = await ping.then(() => null).catch((error: unknown) => error);
  if (!(thrown instanceof ServiceFault)) throw new Error(`not a fault: ${inspect(thrown)}`);
  return thrown;
}

/** Opens, uses and always closes. */
async function withDatabase<T>(url: string, use: (db: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(new Secret(url), { maxConnections: 2 });
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

async function expectAnswer(url: string): Promise<void> {
  await withDatabase(url, async (database) => {
    await expect(database.ping(AMPLE_MS)).resolves.toBeUndefined();
  });
}

describe('a PostgreSQL with a password', () => {
  let server: TestPostgres;
  let place: string;
  beforeAll(async () => {
    server = await startPostgres({ password: PASSWORD });
    place = `127.0.0.1:${server.port}/postgres`;
  }, 30_000);
  afterAll(async () => server.stop());

  test('answers pings, more at once than it has connections', async () => {
    await withDatabase(`postgresql://tester:${PASSWORD}@${place}`, async (database) => {
      await Promise.all(Array.from({ length: 5 }, async () => database.ping(AMPLE_MS)));
      await database.ping(AMPLE_MS);
      expect(database.where).toBe(place);
    });
  });

  test.each([
    'connection_limit=10&pool_timeout=20&schema=public&socket_timeout=3&statement_cache_size=0',
    'sslmode=prefer&pgbouncer=true',
    'sslmode=disable',
  ])('answers when the URL ends in ?%s', async (query) => {
    const url = `postgresql://tester:${PASSWORD}@${place}?${query}`;
    await expectAnswer(url);
  });

  test('answers over its unix socket', async () => {
    const url = `postgresql://postgres@/postgres?host=${server.socketDir}&port=${server.port}`;
    await expectAnswer(url);
  });

  test('answers in a database that was made for the test', async () => {
    const url = await server.createDatabase();
    await expectAnswer(url);
  });

  test.each([
    ['a wrong password', 'tester:canary-wrong@'],
    ['no password', 'tester@'],
    ['an unknown user', 'nobody-here:canary-wrong@'],
  ])('turns %s into an auth fault that holds no secret', async (_title, login) => {
    await withDatabase(`postgresql://${login}${place}`, async (database) => {
      const fault = await faultOf(database.ping(AMPLE_MS));
      expect(fault).toMatchObject({ kind: 'auth', service: 'postgresql', where: place });
      expect(inspect([fault, database], { depth: 9, showHidden: true })).not.toMatch(/canary/);
    });
  });

  test('says when the database does not exist', async () => {
    const url = `postgresql://postgres@127.0.0.1:${server.port}/nothing`;
    await withDatabase(url, async (database) => {
      const fault = await faultOf(database.ping(AMPLE_MS));
      expect(fault.message).toMatch(/nothing: the database does not exist$/);
    });
  });

  test('without TLS is a tls fault for sslmode=require', async () => {
    const url = `postgresql://tester:${PASSWORD}@${place}?sslmode=require`;
    await withDatabase(url, async (database) => {
      expect((await faultOf(database.ping(AMPLE_MS))).kind).toBe('tls');
    });
  });

  test('is connected to again, in the same ping, after it dropped the connections', async () => {
    await withDatabase(`postgresql://tester:${PASSWORD}@${place}`, async (database) => {
      await database.ping(AMPLE_MS);
      await server.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tester'",
      );
      await expect(database.ping(AMPLE_MS)).resolves.toBeUndefined();
    });
  });
});

test('a port nobody listens on is refused', async () => {
  const port = await findFreePort();
  await withDatabase(`postgresql://u:canary@127.0.0.1:${port}/d`, async (database) => {
    const fault = await faultOf(database.ping(AMPLE_MS));
    expect(fault).toMatchObject({ kind: 'refused', where: `127.0.0.1:${port}/d` });
    expect(inspect(fault)).not.toMatch(/canary/);
  });
});

test('a name that does not resolve is a dns fault', async () => {
  await withDatabase('postgresql://u@no-such-host.invalid/d', async (database) => {
    expect((await faultOf(database.ping(AMPLE_MS))).kind).toBe('dns');
  });
});

test('a port that accepts and never answers is a timeout at the deadline of the ping', async () => {
  const silent = await startSilentServer();
  const clock = new VirtualClock();
  const url = new Secret(`postgresql://u:canary@127.0.0.1:${silent.port}/d`);
  const database = openDatabase(url, { clock, connectTimeoutMs: AMPLE_MS });
  const pinging = faultOf(database.ping(1_000));
  clock.advance(1_000);
  expect(await pinging).toMatchObject({ kind: 'timeout' });
  await silent.close();
  await database.close();
});

test('a port that accepts and never answers is a timeout by the handle’s own limits', async () => {
  const silent = await startSilentServer();
  const url = new Secret(`postgresql://u@127.0.0.1:${silent.port}/d`);
  const database = openDatabase(url, { connectTimeoutMs: 20 });
  expect((await faultOf(database.ping(AMPLE_MS))).kind).toBe('timeout');
  await database.close();
  await silent.close();
});

test('a server that is no PostgreSQL is told apart', async () => {
  const server = await startSilentServer('HTTP/1.1 400 Bad Request\r\n\r\n');
  const url = `postgresql://u:canary@127.0.0.1:${server.port}/d?sslmode=require`;
  await withDatabase(url, async (database) => {
    expect((await faultOf(database.ping(AMPLE_MS))).kind).toBe('tls');
  });
  await server.close();
});

test('a certificate that cannot be read stops the opening and names the file', () => {
  const url = new Secret('postgresql://u:canary@h/d?sslmode=verify-full&sslrootcert=/no/ca.pem');
  expect(() => openDatabase(url)).toThrow(
    expect.objectContaining({ code: 'E_CONFIG', where: '/no/ca.pem' }),
  );
});

test('closing does not wait for a server that hangs', async () => {
  const server = await startPostgres();
  const url = new URL(await server.createDatabase());
  const proxy = await startTcpProxy(server.port);
  url.port = String(proxy.port);
  const clock = new VirtualClock();
  const database = openDatabase(new Secret(url.href), { clock });
  await database.ping(AMPLE_MS);
  proxy.hang();
  const asking = database.query({ name: 'test', text: 'SELECT 1' });
  await server.query('SELECT 1');
  const closing = database.close();
  clock.advance(3_000);
  await expect(asking).rejects.toBeInstanceOf(ServiceFault);
  await closing;
  await proxy.close();
  await server.stop();
});

test('closing twice is closing once', async () => {
  const database = openDatabase(new Secret('postgresql://u@127.0.0.1:1/d'));
  await database.close();
  await database.close();
  await expect(database.ping(AMPLE_MS)).rejects.toBeInstanceOf(ServiceFault);
});
