import { ciSecretEcho } from '../../../../src/security/rules/ci-secret-echo.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(ciSecretEcho, {
  fires: [
    {
      title: 'in a block',
      files: {
        '.github/workflows/ci.yml': `env: {A: "\${{ secrets.A }}"}
jobs:
  a:
    steps:
      - run: |
          make
          cat .env
`,
      },
      at: ['.github/workflows/ci.yml:7:11'],
      without: ['cat .env', 'ls .env'],
    },
  ],
  silent: [
    {
      title: 'env before a program',
      files: {
        '.github/workflows/ci.yml': `env: {A: "\${{ secrets.A }}"}
jobs:
  a:
    steps:
      - run: env A=b make
`,
      },
    },
  ],
});
