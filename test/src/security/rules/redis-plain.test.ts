import { redisPlain } from '../../../../src/security/rules/redis-plain.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function cache(lines: string) {
  return { 'config.yaml': `litellm_settings:\n  cache_params:\n    ${lines} # ours\n` };
}

describeRule(redisPlain, {
  fires: [
    {
      title: 'a URL',
      files: { '.env': 'REDIS_URL="redis://:$PASSWORD@redis.example.com"\n' },
      at: ['.env:1:12'],
      without: ['redis://', 'rediss://'],
      severity: 'warning',
    },
    {
      title: 'a host without the switch',
      files: cache('host: 10.0.0.7'),
      at: ['config.yaml:3:11'],
      without: ['host:', 'ssl: true\n    host:'],
    },
    {
      title: 'a host with the switch off',
      files: cache('host: redis.example.com\n    ssl: no'),
      at: ['config.yaml:3:11'],
      without: ['ssl: no', 'ssl: yes'],
    },
    {
      title: 'the host of the router',
      files: { 'config.yaml': 'router_settings:\n  redis_host: redis.example.com\n' },
      at: ['config.yaml:2:15'],
      without: ['redis.example.com', 'os.environ/REDIS_HOST'],
    },
  ],
  silent: [
    { title: 'another container', files: cache('host: redis') },
    { title: 'the same machine', files: { '.env': 'REDIS_URL=redis://127.1\n' } },
    {
      title: 'a variable turns it on',
      files: { ...cache('host: redis.example.com'), '.env': 'REDIS_SSL=true\n' },
    },
  ],
  fixes: [
    {
      title: 'the scheme',
      files: { '.env': 'A=1\nREDIS_URL=redis://redis.example.com # ours\n' },
      fixed: { '.env': 'A=1\nREDIS_URL=rediss://redis.example.com # ours\n' },
    },
    {
      title: 'the switch is added',
      files: cache('host: redis.example.com'),
      fixed: cache('ssl: true\n    host: redis.example.com'),
    },
    {
      title: 'the switch is turned on',
      files: cache('host: redis.example.com\n    ssl: False'),
      fixed: cache('host: redis.example.com\n    ssl: true'),
    },
  ],
});
