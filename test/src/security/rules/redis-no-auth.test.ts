import { redisNoAuth } from '../../../../src/security/rules/redis-no-auth.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function cache(line: string) {
  return { 'config.yaml': `litellm_settings:\n  cache_params:\n    type: redis\n    ${line}\n` };
}

function server(lines: string) {
  return { 'compose.yaml': `services:\n  redis:\n    image: redis:7\n${lines}` };
}

const PORTS = "    ports: ['6379:6379']\n";

describeRule(redisNoAuth, {
  fires: [
    {
      title: 'a URL of another host',
      files: cache('url: redis://10.0.0.7:6379'),
      at: ['config.yaml:4:10'],
      without: ['redis://', 'redis://:${PASSWORD}@'],
      severity: 'critical',
    },
    {
      title: 'a managed server of a private network is a warning',
      files: cache('url: rediss://x.abc.cache.amazonaws.com:6379'),
      at: ['config.yaml:4:10'],
      without: ['rediss://', 'rediss://:${PASSWORD}@'],
      severity: 'warning',
    },
    {
      title: 'another container is a warning',
      files: { '.env': 'REDIS_URL=redis://redis:6379\n' },
      at: ['.env:1:11'],
      without: ['//redis', '//:$PASSWORD@redis'],
      severity: 'warning',
    },
    {
      title: 'a host alone is a warning: a variable may add the password',
      files: cache('host: redis.example.com'),
      at: ['config.yaml:4:11'],
      without: ['redis.example.com', 'redis.example.com\n    password: os.environ/REDIS_PASSWORD'],
      severity: 'warning',
    },
    {
      title: 'the same machine is only mentioned',
      files: cache('url: redis://localhost:6379'),
      at: ['config.yaml:4:10'],
      without: ['//localhost', '//:${PASSWORD}@localhost'],
      severity: 'info',
    },
    {
      title: 'a server whose port is published',
      files: server(PORTS),
      at: ['compose.yaml:2:3'],
      without: ["'6379:6379'", "'127.0.0.1:6379:6379'"],
      severity: 'critical',
    },
  ],
  silent: [
    { title: 'nothing but the type', files: cache('ttl: 600') },
    { title: 'a host that a variable names', files: cache('host: os.environ/REDIS_HOST') },
    {
      title: 'an example asks for the password',
      files: { ...cache('host: redis'), '.env.example': 'REDIS_PASSWORD=\n' },
    },
    {
      title: 'a server with a password',
      files: server(`${PORTS}    command: redis-server --requirepass $PASSWORD\n`),
    },
    {
      title: 'a server with a configuration of its own',
      files: server(`${PORTS}    volumes: ['./redis.conf:/etc/redis/redis.conf']\n`),
    },
    { title: 'a server no port leads to', files: server('') },
  ],
});
