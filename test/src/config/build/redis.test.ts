import { describe, expect, test } from '@jest/globals';
import { buildRedis } from '../../../../src/config/build/redis.ts';
import { mapOf } from '../load-text.ts';

const CACHE = 'litellm_settings: {cache: true, cache_params: {type: redis, host: c, port: 1}}\n';
const read = (text: string, env: Record<string, string> = {}) => buildRedis(mapOf(text), env);

describe('buildRedis', () => {
  test('router_settings come first, then the cache, then the environment', () => {
    const router = 'router_settings: {redis_host: r, redis_port: "2", redis_password: p}\n';
    const env = { REDIS_HOST: 'e' };
    expect(read(router + CACHE, env)).toMatchObject({ host: 'r', port: 2, tls: false });
    expect(read(CACHE, env)).toMatchObject({ host: 'c', port: 1 });
    expect(read('a: 1\n', env)).toMatchObject({ host: 'e', port: 6379 });
    expect(read('a: 1\n')).toBeNull();
  });

  test('only a Redis cache that is on counts', () => {
    expect(read(CACHE.replace('true', 'false'))).toBeNull();
    expect(read(CACHE.replace('type: redis', 'type: local'))).toBeNull();
    expect(read(CACHE.replace('type: redis, ', ''))).toMatchObject({ host: 'c' });
    expect(read('litellm_settings: {cache: true, cache_params: {type: redis}}\n')).toBeNull();
  });

  test('reads all variables', () => {
    const redis = read('a: 1\n', {
      REDIS_HOST: 'h',
      REDIS_PORT: '7',
      REDIS_USERNAME: 'u',
      REDIS_PASSWORD: 'p',
      REDIS_SSL: 'True',
    });
    expect(redis).toMatchObject({ url: null, host: 'h', port: 7, username: 'u', tls: true });
    expect(redis?.password?.reveal()).toBe('p');
  });

  test('a url says itself whether it is encrypted', () => {
    expect(read('a: 1\n', { REDIS_URL: 'rediss://h' })).toMatchObject({ host: null, tls: true });
    expect(read('router_settings: {redis_url: "redis://h"}\n')).toMatchObject({ tls: false });
    expect(read('litellm_settings: {cache_params: {url: "rediss://h"}}\n')).toMatchObject({
      tls: true,
    });
  });
});
