import { expect, test } from '@jest/globals';
import { redisCollector } from '../../../../src/infra/collectors/redis.ts';
import { playWorld } from '../../../support/infra-world.ts';

const INFO =
  '# Server\r\nredis_version:7.0.15\r\nrole:master\r\nused_memory:1024\r\nconnected_clients:3\r\ndb0:keys=5,expires=1\r\ndb3:keys=2,expires=0\r\nmulti:a:b\r\n';

test('what it is, and how much it holds', async () => {
  const { entities, samples } = await redisCollector({
    where: 'h:6379',
    info: async () => INFO,
  }).collect(playWorld({}));
  expect(entities).toMatchObject([
    { kind: 'redis', key: 'h:6379', body: { redis_version: '7.0.15', role: 'master' } },
  ]);
  expect(
    samples.filter(({ value }) => !Number.isNaN(value)).map(({ name, value }) => [name, value]),
  ).toEqual([
    ['keys', 7],
    ['used_memory', 1_024],
    ['connected_clients', 3],
  ]);
});

test('none is no failure; one that cannot be reached, or says nothing, is', async () => {
  expect((await redisCollector(null).collect(playWorld({}))).status).toBe('unavailable');
  const silent = redisCollector({ where: 'h', info: async () => '' });
  await expect(silent.collect(playWorld({}))).rejects.toThrow('no Redis');
  const away = redisCollector({ where: 'h', info: async () => Promise.reject(new Error('away')) });
  await expect(away.collect(playWorld({}))).rejects.toThrow('away');
});
