import { redisProtectedModeOff } from '../../../../src/security/rules/redis-protected-mode-off.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function compose(command: string, more = '') {
  return {
    'compose.yaml': `services:\n  redis:\n    image: redis:7\n    command: ${command}\n${more}`,
  };
}

const PORTS = "    ports: ['6379:6379']\n";

describeRule(redisProtectedModeOff, {
  fires: [
    {
      title: 'in its configuration',
      files: { 'redis.conf': '# ours\nprotected-mode no # for the others\n' },
      at: ['redis.conf:2:16'],
      without: ['mode no', 'mode yes'],
      severity: 'critical',
    },
    {
      title: 'in a command, with a published port',
      files: compose('redis-server --protected-mode no', PORTS),
      at: ['compose.yaml:4:44'],
      without: ['mode no', 'mode yes'],
      severity: 'critical',
    },
    {
      title: 'in a list, without a port it is a warning',
      files: compose('[redis-server, "--protected-mode", "no"]'),
      at: ['compose.yaml:4:50'],
      without: ['"no"', '"yes"'],
      severity: 'warning',
    },
    {
      title: 'in a script',
      files: { 'start.sh': 'redis-server --protected-mode no\n' },
      at: ['start.sh:1:31'],
      without: ['mode no', 'mode yes'],
      severity: 'critical',
    },
  ],
  silent: [
    {
      title: 'with a password',
      files: { 'redis.conf': 'requirepass {{litellm}}\nprotected-mode no\n' },
    },
    { title: 'with users', files: { 'redis.conf': 'aclfile /etc/users.acl\nprotected-mode no\n' } },
    {
      title: 'on the loopback',
      files: { 'redis.conf': 'bind 127.0.0.1 -::1\nprotected-mode no\n' },
    },
    {
      title: 'with a password in the command',
      files: compose('redis-server --requirepass $PASSWORD --protected-mode no', PORTS),
    },
    { title: 'in a comment', files: { 'redis.conf': '# protected-mode no\n' } },
    {
      title: 'a command in a comment',
      files: { 'start.sh': '# redis-server --protected-mode no\n' },
    },
  ],
  fixes: [
    {
      title: 'in place',
      files: { 'redis.conf': 'a b\r\nprotected-mode  no # why\r\n' },
      fixed: { 'redis.conf': 'a b\r\nprotected-mode  yes # why\r\n' },
    },
    {
      title: 'in a list of a block',
      files: compose('\n      - redis-server\n      - --protected-mode\n      - "no"\n'),
      fixed: compose('\n      - redis-server\n      - --protected-mode\n      - "yes"\n'),
    },
  ],
});
