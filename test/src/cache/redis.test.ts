import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openRedis, type RedisHandle } from '../../../src/cache/redis.ts';
import { Secret } from '../../../src/core/secret.ts';
import { ServiceFault } from '../../../src/core/service-fault.ts';
import type { RedisConfig } from '../../../src/config/types.ts';
import { connectRaw } from '../../support/raw-http.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { findFreePort } from '../../support/server-process.ts';
import { startSilentServer } from '../../support/silent-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const PASSWORD = 'canary-right';
const WRONG = 'canary-wrong';
const AMPLE_MS = 5_000;

function configFor(url: string): RedisConfig {
  const rest = { host: null, port: 6379, username: null, password: null, tls: false };
  return { ...rest, url: new Secret(url) };
}

async function faultOf(ping: Promise<void>): Promise<ServiceFault> {
  const thrown: unknown = await ping.then(() => null).catch((error: unknown) => error);
  if (!(thrown instanceof ServiceFault)) throw new Error(`not a fault: ${inspect(thrown)}`);
  return thrown;
}

/** Opens, uses and always closes. */
async function withRedis<T>(
  config: RedisConfig,
  use: (redis: RedisHandle) => Promise<T>,
): Promise<T> {
  const redis = openRedis(config, { connectTimeoutMs: AMPLE_MS });
  try {
    return await use(redis);
  } finally {
    redis.close();
  }
}

async function expectAnswer(config: RedisConfig): Promise<void> {
  await withRedis(config, async (redis) => {
    await expect(redis.ping(AMPLE_MS)).resolves.toBeUndefined();
  });
}

describe('a Redis with a password', () => {
  let server: TestRedis;
  beforeAll(async () => {
    server = await startRedis({ password: PASSWORD });
  });
  afterAll(async () => server.stop());

  test('answers a ping, also several at once and one after the other', async () => {
    await withRedis(configFor(server.url), async (redis) => {
      await Promise.all([redis.ping(AMPLE_MS), redis.ping(AMPLE_MS), redis.ping(AMPLE_MS)]);
      await redis.ping(AMPLE_MS);
      expect(redis.where).toBe(`127.0.0.1:${server.port}`);
    });
  });

  test('says of itself what it is', async () => {
    await withRedis(configFor(server.url), async (redis) => {
      expect(await redis.info(AMPLE_MS)).toMatch(/^(redis|valkey)_version:/m);
    });
  });

  test('answers over its unix socket and with single settings', async () => {
    const socketUrl = `unix://:${PASSWORD}@${server.socket ?? ''}?db=2`;
    await expectAnswer(configFor(socketUrl));
    const { host, port } = server;
    const settings = { url: null, host, port, username: null, tls: false };
    const config = { ...settings, password: new Secret(PASSWORD) };
    await expectAnswer(config);
  });

  test.each([
    ['a wrong password', `:${WRONG}@`],
    ['an unknown user', `nobody:${WRONG}@`],
    ['no password', ''],
  ])('turns %s into an auth fault that holds no secret', async (_title, login) => {
    const url = `redis://${login}${server.host}:${server.port}`;
    await withRedis(configFor(url), async (redis) => {
      const fault = await faultOf(redis.ping(AMPLE_MS));
      expect(fault.kind).toBe('auth');
      expect(fault.hint).toMatch(/REDIS_PASSWORD/);
      expect(`${inspect(fault)} ${inspect(redis)} ${JSON.stringify(redis)}`).not.toMatch(/canary/);
    });
  });

  test('that goes away is refused from then on', async () => {
    const other = await startRedis({ password: PASSWORD });
    await withRedis(configFor(other.url), async (redis) => {
      await redis.ping(AMPLE_MS);
      await other.stop();
      expect((await faultOf(redis.ping(AMPLE_MS))).kind).toBe('refused');
      expect((await faultOf(redis.ping(AMPLE_MS))).kind).toBe('refused');
    });
  });

  test('is connected to again, in the same ping, after it dropped the connection', async () => {
    await withRedis(configFor(server.url), async (redis) => {
      await redis.ping(AMPLE_MS);
      const killer = await connectRaw(server);
      killer.send(`AUTH ${PASSWORD}\r\nCLIENT KILL TYPE normal SKIPME yes\r\n`);
      await killer.receivedMatch(/:\d+\r\n/);
      killer.destroy();
      await expect(redis.ping(AMPLE_MS)).resolves.toBeUndefined();
    });
  });

  test('that stops in its tracks is a timeout, and works again once it goes on', async () => {
    await withRedis(configFor(server.url), async (redis) => {
      await redis.ping(AMPLE_MS);
      process.kill(server.pid ?? 0, 'SIGSTOP');
      try {
        expect((await faultOf(redis.ping(20))).kind).toBe('timeout');
      } finally {
        process.kill(server.pid ?? 0, 'SIGCONT');
      }
      await redis.ping(AMPLE_MS);
    });
  });
});

test('a port nobody listens on is refused', async () => {
  const port = await findFreePort();
  await withRedis(configFor(`redis://:${WRONG}@127.0.0.1:${port}`), async (redis) => {
    const fault = await faultOf(redis.ping(AMPLE_MS));
    expect(fault).toMatchObject({ kind: 'refused', service: 'redis', where: `127.0.0.1:${port}` });
    expect(fault.message).toBe(`127.0.0.1:${port}: the connection was refused`);
  });
});

test('a socket that does not exist is refused', async () => {
  await withRedis(configFor('unix:///nowhere/redis.sock'), async (redis) => {
    expect((await faultOf(redis.ping(AMPLE_MS))).kind).toBe('refused');
  });
});

test('a name that does not resolve is a dns fault', async () => {
  await withRedis(configFor('redis://no-such-host.invalid'), async (redis) => {
    expect((await faultOf(redis.ping(AMPLE_MS))).kind).toBe('dns');
  });
});

test('a port that accepts and never answers is a timeout at the deadline of the ping', async () => {
  const silent = await startSilentServer();
  const clock = new VirtualClock();
  const config = configFor(`redis://:${WRONG}@127.0.0.1:${silent.port}`);
  const redis = openRedis(config, { clock, connectTimeoutMs: AMPLE_MS });
  const pinging = faultOf(redis.ping(1_000));
  clock.advance(1_000);
  const fault = await pinging;
  expect(fault).toMatchObject({
    kind: 'timeout',
    message: `${fault.where}: no answer within 1000 ms`,
  });
  redis.close();
  await silent.close();
});

test('a port that accepts and never answers is a timeout by the handle’s own limits', async () => {
  const silent = await startSilentServer();
  const redis = openRedis(configFor(`redis://127.0.0.1:${silent.port}`), { commandTimeoutMs: 20 });
  expect((await faultOf(redis.ping(AMPLE_MS))).kind).toBe('timeout');
  redis.close();
  await silent.close();
});

test.each([
  ['speaks HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'protocol'],
  ['repeats the login in its error', `-ERR unknown command 'HELLO' '${WRONG}'\r\n`, 'timeout'],
  ['is still loading', '-LOADING Redis is loading the dataset in memory\r\n', 'refused'],
])('a server that %s is told apart and the login stays secret', async (_title, answer, kind) => {
  const server = await startSilentServer(answer);
  const config = configFor(`redis://:${WRONG}@127.0.0.1:${server.port}`);
  const redis = openRedis(config, { commandTimeoutMs: 50 });
  const fault = await faultOf(redis.ping(AMPLE_MS));
  expect(fault.kind).toBe(kind);
  expect(inspect(fault)).not.toMatch(/canary/);
  redis.close();
  await server.close();
});

test('TLS towards a server without it is not a hang', async () => {
  const server = await startSilentServer('-ERR unknown command\r\n');
  await withRedis(configFor(`rediss://127.0.0.1:${server.port}`), async (redis) => {
    expect((await faultOf(redis.ping(AMPLE_MS))).kind).toBe('tls');
  });
  await server.close();
});

test('closing twice, or before anything was connected, does nothing', async () => {
  const redis = openRedis(configFor('redis://127.0.0.1:1'));
  redis.close();
  redis.close();
  expect((await faultOf(redis.ping(AMPLE_MS))).message).toMatch(/closed by llmgw$/);
});
