import { authCacheInSharedRedis } from '../../../../src/security/rules/auth-cache-in-shared-redis.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function config(url: string): { readonly 'config.yaml': string } {
  return {
    'config.yaml': `litellm_settings:
  enable_redis_auth_cache: true
  cache_params:
    url: ${url}
`,
  };
}

describeRule(authCacheInSharedRedis, {
  fires: [
    {
      title: 'nobody is asked for a password',
      files: config('redis://redis'),
      at: ['config.yaml:2:28'],
      without: ['//redis', '//:${PASSWORD}@redis'],
      severity: 'info',
    },
    {
      title: 'the way there is not encrypted',
      files: config('redis://:${PASSWORD}@redis.example.com'),
      at: ['config.yaml:2:28'],
      without: ['redis://', 'rediss://'],
    },
    {
      title: 'the setting is on',
      files: config('redis://redis'),
      at: ['config.yaml:2:28'],
      without: ['true', 'false'],
    },
  ],
  silent: [{ title: 'nothing is known of the server', files: config('os.environ/REDIS_URL') }],
});
