import { dbTlsOff } from '../../../../src/security/rules/db-tls-off.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function env(rest: string) {
  return { '.env': `# main\nexport DATABASE_URL="postgresql://app:$PASSWORD@${rest}" # ours\n` };
}

describeRule(dbTlsOff, {
  fires: [
    {
      title: 'nothing is said of it',
      files: env('db.example.com:5432/litellm'),
      at: ['.env:2:22'],
      without: ['/litellm', '/litellm?sslmode=require'],
      severity: 'warning',
    },
    {
      title: 'it is off towards the internet',
      files: env('db.example.com/litellm?sslmode=disable'),
      at: ['.env:2:22'],
      without: ['disable', 'verify-full'],
      severity: 'critical',
    },
    {
      title: 'it is off in a private network',
      files: env('10.2.0.4/litellm?sslmode=disable'),
      at: ['.env:2:22'],
      without: ['10.2.0.4', '127.0.0.1'],
      severity: 'warning',
    },
    {
      title: 'in a configuration',
      files: {
        'config.yaml':
          'general_settings:\n  database_url: postgres://app:${PASSWORD}@db.example.com/x?sslmode=prefer\n',
      },
      at: ['config.yaml:2:17'],
      without: ['prefer', 'require'],
    },
  ],
  silent: [
    { title: 'another container', files: env('db:5432/litellm') },
    { title: 'a service of the cluster', files: env('pg.data.svc.cluster.local/litellm') },
    { title: 'a socket', files: env('localhost/litellm?host=/cloudsql/x') },
    { title: 'the word of other clients', files: env('db.example.com/litellm?ssl=true') },
    { title: 'another database', files: { '.env': 'SHOP=mysql://app@db.example.com/x\n' } },
    { title: 'an unknown host', files: env('${HOST}/litellm?sslmode=disable') },
  ],
  fixes: [
    {
      title: 'added behind other options',
      files: env('db.example.com/litellm?schema=a'),
      fixed: env('db.example.com/litellm?schema=a&sslmode=verify-full'),
    },
    {
      title: 'in place',
      files: env('db.example.com/litellm?sslmode=disable&schema=a'),
      fixed: env('db.example.com/litellm?sslmode=verify-full&schema=a'),
    },
  ],
});
