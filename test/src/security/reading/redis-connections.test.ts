import { describe, expect, test } from '@jest/globals';
import { redisConnections } from '../../../../src/security/reading/redis-connections.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function connections(files: Readonly<Record<string, string>>) {
  return redisConnections(projectOf(files)).map(
    ({ address, hasPassword, isEncrypted, isWhole, path }) => ({
      host: address.host,
      hasPassword,
      isEncrypted,
      isWhole,
      path,
    }),
  );
}

function cache(lines: string) {
  return { 'config.yaml': `litellm_settings:\n  cache_params: {type: redis, ${lines}}\n` };
}

describe('a connection to Redis', () => {
  test('by a URL says everything', () => {
    expect(connections({ '.env': 'REDIS_URL=rediss://:${PASSWORD}@r.example.com\n' })).toEqual([
      { host: 'r.example.com', hasPassword: true, isEncrypted: true, isWhole: true, path: null },
    ]);
  });

  test.each([
    ['nothing', 'host: redis', {}, false, false],
    ['what stands beside it', 'host: redis, password: os.environ/A, ssl: true', {}, true, true],
    ['variables', 'host: redis', { '.env': 'REDIS_PASSWORD=a\nREDIS_SSL=True\n' }, true, true],
    ['an example', 'host: redis', { '.env.example': 'REDIS_PASSWORD=\n' }, true, false],
    ['its own word', 'host: redis, ssl: false', { '.env': 'REDIS_SSL=true\n' }, false, false],
  ])('by a host knows %s', (_, lines, files, hasPassword, isEncrypted) => {
    expect(connections({ ...cache(lines), ...files })).toEqual([
      {
        host: 'redis',
        hasPassword,
        isEncrypted,
        isWhole: false,
        path: 'litellm_settings.cache_params.host',
      },
    ]);
  });

  test('is also that of the router and that of a variable', () => {
    const found = connections({
      'config.yaml': 'router_settings: {redis_host: a, redis_password: b}\n',
      '.env': 'REDIS_HOST=c\n',
    });
    expect(found.map(({ host, hasPassword }) => [host, hasPassword])).toEqual([
      ['a', true],
      ['c', false],
    ]);
  });

  test.each(['host: os.environ/REDIS_HOST', "host: ''", 'port: 6379'])(
    'needs a host: %s',
    (lines) => {
      expect(connections(cache(lines))).toEqual([]);
    },
  );
});
