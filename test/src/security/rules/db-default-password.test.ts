import { dbDefaultPassword } from '../../../../src/security/rules/db-default-password.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function server(password: string, user = 'gateway'): string {
  return `services:
  db:
    image: postgres:17
    environment:
      - POSTGRES_USER=${user}
      - POSTGRES_PASSWORD=${password}
`;
}

function config(url: string) {
  return { 'config.yaml': `general_settings:\n  database_url: '${url}'\n` };
}

describeRule(dbDefaultPassword, {
  fires: [
    {
      title: 'the password of a URL, and only it is marked',
      files: config('postgresql://llmproxy:dbpassword9090@db:5432/litellm'),
      at: ['config.yaml:2:40'],
      without: ['dbpassword9090', 'x8Kq2-vT0z'],
      severity: 'critical',
    },
    {
      title: 'the name of the user',
      files: config('postgres://shop:shop@10.0.0.4/orders'),
      at: ['config.yaml:2:34'],
      without: ['shop@', 'x8Kq2-vT0z@'],
      severity: 'critical',
    },
    {
      title: 'an empty one',
      files: config('postgres://shop:@db.example.com/orders'),
      at: ['config.yaml:2:18'],
      without: [':@', '@'],
      severity: 'critical',
    },
    {
      title: 'of a server, with the user of the same service',
      files: { 'compose.yaml': server('orders', 'orders') },
      at: ['compose.yaml:6:27'],
      without: ['USER=orders', 'USER=shop'],
      severity: 'critical',
    },
    {
      title: 'on the same machine it is a warning',
      files: { '.env': 'DATABASE_URL=postgresql://postgres:postgres@localhost:5432/litellm\n' },
      at: ['.env:1:36'],
      without: [':postgres@', ':x8Kq2-vT0z@'],
      severity: 'warning',
    },
    {
      title: 'of a server elsewhere it is not, whatever file holds it',
      files: { '.env': 'DATABASE_URL="postgresql://postgres:postgres@db.example.com/litellm"\n' },
      at: ['.env:1:37'],
      without: [':postgres@', ':x8Kq2-vT0z@'],
      severity: 'critical',
    },
    {
      title: 'what a variable falls back to is a warning',
      files: { 'compose.yaml': server('${DB_PASSWORD:-postgres}') },
      at: ['compose.yaml:6:27'],
      without: [':-postgres', ':?'],
      severity: 'warning',
    },
    {
      title: 'for development it is a warning',
      files: { 'compose.dev.yaml': server('postgres') },
      at: ['compose.dev.yaml:6:27'],
      without: ['PASSWORD=postgres', 'PASSWORD=x8Kq2-vT0z'],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'no password at all', files: config('postgresql://gateway@db/litellm') },
    { title: 'a variable gives it', files: config('postgresql://app:${DB_PASSWORD}@db/litellm') },
    { title: 'a gap to be filled', files: config('postgresql://<user>:<password>@<host>/<db>') },
    { title: 'a gap in words', files: config('postgresql://user:your-password@db/litellm') },
    { title: 'nothing is set', files: { '.env': 'POSTGRES_PASSWORD=\n' } },
    {
      title: 'the variable has a value, so that nothing falls back',
      files: {
        'compose.yaml': server('${DB_PASSWORD:-postgres}'),
        '.env': 'DB_PASSWORD=x8Kq2-vT0z\n',
      },
    },
    { title: 'an example', files: { '.env.example': 'POSTGRES_PASSWORD=postgres\n' } },
  ],
});
