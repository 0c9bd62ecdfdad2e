import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { redisConnections, type RedisConnection } from '../reading/redis-connections.ts';
import { switchesOn } from '../reading/setting-matches.ts';
import { isRemote } from '../reading/reach.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW513. */
export const authCacheInSharedRedis: Rule = {
  code: 'LGW513',
  name: 'auth-cache-in-shared-redis',
  summary: 'What is known of keys is kept in a Redis server that others get into.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'none',
  why:
    'With this setting Redis holds which keys are good and what they may. Who writes there makes ' +
    'keys; the server has to be as well guarded as the database.',
  help: 'give the server a password and encrypt the way to it: LGW510, LGW511',
  bad: {
    'config.yaml': `litellm_settings:
  enable_redis_auth_cache: true
  cache_params:
    type: redis
    url: redis://redis:6379
`,
  },
  good: {
    'config.yaml': `litellm_settings:
  enable_redis_auth_cache: true
  cache_params:
    type: redis
    url: os.environ/REDIS_URL
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/config_settings'],
  check,
};

function* check(project: Project): Generator<Match> {
  const weak = redisConnections(project).find(isWeak);
  if (weak === undefined) return;
  for (const { view, entry } of switchesOn(project, 'enable_redis_auth_cache')) {
    const message = weak.hasPassword
      ? 'what is known of keys goes over the network as it is'
      : 'what is known of keys is kept where nobody is asked for a password';
    yield { ...placeOf(view.file, entry.value), message };
  }
}

function isWeak({ hasPassword, isEncrypted, address }: RedisConnection): boolean {
  return !hasPassword || (!isEncrypted && isRemote(address));
}
