import { dbSuperuser } from '../../../../src/security/rules/db-superuser.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function env(url: string) {
  return { '.env': `DATABASE_URL=${url}\n` };
}

describeRule(dbSuperuser, {
  fires: [
    {
      title: 'postgres',
      files: env('postgresql://postgres:$PASSWORD@db.example.com/litellm?sslmode=require'),
      at: ['.env:1:14'],
      without: ['//postgres', '//gateway'],
      severity: 'warning',
    },
    {
      title: 'without a password',
      files: { 'compose.yaml': 'services:\n  g:\n    environment:\n      - U=mysql://root@db/x\n' },
      at: ['compose.yaml:4:11'],
      without: ['root@', 'gateway@'],
    },
  ],
  silent: [
    { title: 'the same machine', files: env('postgresql://postgres@localhost/litellm') },
    {
      title: 'a name that begins like it',
      files: env('postgresql://postgres.abc@db.example.com/x'),
    },
    { title: 'the database is called so', files: env('postgresql://gateway@db/postgres') },
    { title: 'a name of Redis', files: env('redis://root@redis') },
    {
      title: 'for development',
      files: { '.env.dev': 'DATABASE_URL=postgresql://postgres@db/x\n' },
    },
  ],
});
