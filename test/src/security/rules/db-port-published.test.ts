import { dbPortPublished } from '../../../../src/security/rules/db-port-published.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function compose(port: string, name = 'compose.yaml') {
  return { [name]: `services:\n  db:\n    ports:\n      # for backups\n      - ${port} # ours\n` };
}

describeRule(dbPortPublished, {
  fires: [
    {
      title: 'on every interface',
      files: compose("'5432:5432'"),
      at: ['compose.yaml:5:9'],
      without: ['5432:5432', '127.0.0.1:5432:5432'],
      severity: 'warning',
    },
    {
      title: 'whatever port of the host it is',
      files: compose('16379:6379/tcp'),
      at: ['compose.yaml:5:9'],
      without: [':6379', ':8080'],
    },
    {
      title: 'in the long form',
      files: compose('target: 5432\n        published: 5432'),
      at: ['compose.yaml:5:9'],
      without: ['target: 5432', 'target: 80'],
    },
    {
      title: 'on one interface',
      files: compose("'10.0.0.4:5432:5432'"),
      at: ['compose.yaml:5:9'],
      without: ['10.0.0.4', '127.0.0.1'],
    },
    {
      title: 'for development it is only mentioned',
      files: compose("'5432:5432'", 'compose.dev.yaml'),
      at: ['compose.dev.yaml:5:9'],
      without: [':5432', ':80'],
      severity: 'info',
    },
  ],
  silent: [
    { title: 'a variable decides', files: compose("'${BIND}:5432:5432'") },
    {
      title: 'for containers only',
      files: { 'compose.yaml': 'services: {db: {expose: [5432]}}\n' },
    },
  ],
  fixes: [
    {
      title: 'in quotes',
      files: compose('"${PORT:-5432}:5432"'),
      fixed: compose('"127.0.0.1:${PORT:-5432}:5432"'),
    },
    { title: 'one alone', files: compose('5432'), fixed: compose('127.0.0.1::5432') },
    {
      title: 'in the long form',
      files: compose('target: 5432\n        published: 5432'),
      fixed: compose('host_ip: 127.0.0.1\n        target: 5432\n        published: 5432'),
    },
    {
      title: 'in braces',
      files: compose('{target: 5432}'),
      fixed: compose('{host_ip: 127.0.0.1, target: 5432}'),
    },
  ],
});
