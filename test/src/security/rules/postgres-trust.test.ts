import { postgresTrust } from '../../../../src/security/rules/postgres-trust.ts';
import { describeRule } from '../../../support/rule-cases.ts';

function compose(lines: string): string {
  return `services:
  db:
    image: postgres:17
    environment:
      - POSTGRES_USER=gateway # ours
${lines}    restart: always
`;
}

const TRUST = '      - POSTGRES_HOST_AUTH_METHOD=trust\n';

describeRule(postgresTrust, {
  fires: [
    {
      title: 'in a list',
      files: { 'compose.yaml': compose(TRUST) },
      at: ['compose.yaml:6:35'],
      without: ['trust', 'scram-sha-256'],
      severity: 'critical',
    },
    {
      title: 'as what a variable falls back to',
      files: { '.env': 'POSTGRES_HOST_AUTH_METHOD=${METHOD:-trust}\n' },
      at: ['.env:1:27'],
      without: ['trust', 'md5'],
    },
    {
      title: 'in tests it is a warning',
      files: { 'compose.test.yaml': compose(TRUST) },
      at: ['compose.test.yaml:6:35'],
      without: ['trust', 'scram-sha-256'],
      severity: 'warning',
    },
  ],
  silent: [
    { title: 'not set', files: { 'compose.yaml': compose('') } },
    { title: 'a workflow', files: { '.github/workflows/ci.yaml': compose(TRUST) } },
  ],
  fixes: [
    {
      title: 'its line goes',
      files: { 'compose.yaml': compose(TRUST) },
      fixed: { 'compose.yaml': compose('') },
    },
  ],
});
