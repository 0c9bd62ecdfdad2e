import { describe, expect, test } from '@jest/globals';
import { parseRedisAddress } from '../../../src/cache/redis-address.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { RedisConfig } from '../../../src/config/types.ts';

const SETTINGS: RedisConfig = {
  url: null,
  host: null,
  port: 6379,
  username: null,
  password: null,
  tls: false,
};

const withUrl = (url: string): RedisConfig => ({ ...SETTINGS, url: new Secret(url) });

describe('parseRedisAddress', () => {
  test('reads single settings', () => {
    const password = new Secret('pw');
    const config = { ...SETTINGS, host: 'cache', port: 7000, username: 'me', password, tls: true };
    expect(parseRedisAddress(config)).toEqual({
      ...{ socket: null, host: 'cache', port: 7000, username: 'me', password: 'pw', db: 0 },
      ...{ tls: true, verifyTls: true, where: 'cache:7000' },
    });
  });

  test('takes loopback where no host is named', () => {
    expect(parseRedisAddress(SETTINGS).where).toBe('127.0.0.1:6379');
    expect(parseRedisAddress(withUrl('redis://')).where).toBe('127.0.0.1:6379');
  });

  test('lets the URL win and reads all its parts', () => {
    const config = { ...withUrl('rediss://me:p%40ss@cache:7001/3'), host: 'other' };
    expect(parseRedisAddress(config)).toEqual({
      ...{ socket: null, host: 'cache', port: 7001, username: 'me', password: 'p@ss', db: 3 },
      ...{ tls: true, verifyTls: true, where: 'cache:7001' },
    });
  });

  test('reads a password without a user, an IPv6 host and a database parameter', () => {
    const address = parseRedisAddress(withUrl('redis://:pw%@[::1]/?db=2&socket_timeout=5'));
    expect(address).toMatchObject({ username: null, password: 'pw%', host: '::1', db: 2 });
  });

  test('reads a unix socket', () => {
    const address = parseRedisAddress(withUrl('unix://:pw@/run/redis.sock?db=1'));
    expect(address).toMatchObject({ socket: '/run/redis.sock', password: 'pw', db: 1 });
    expect(address.where).toBe('/run/redis.sock');
  });

  test('leaves certificates unchecked only when told so', () => {
    expect(parseRedisAddress(withUrl('rediss://h?ssl_cert_reqs=none')).verifyTls).toBe(false);
    expect(parseRedisAddress(withUrl('rediss://h?ssl_cert_reqs=required')).verifyTls).toBe(true);
  });

  test.each(['', 'cache:6379', 'http://cache', 'redis://me:canary@cache:port'])(
    'refuses %j without repeating it',
    (text) => {
      const parse = (): unknown => parseRedisAddress(withUrl(text));
      expect(parse).toThrow(expect.objectContaining({ code: 'E_CONFIG' }));
      expect(parse).not.toThrow(/canary/);
    },
  );
});
