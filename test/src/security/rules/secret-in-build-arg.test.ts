import { secretInBuildArg } from '../../../../src/security/rules/secret-in-build-arg.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(secretInBuildArg, {
  fires: [
    {
      title: 'a password of no form',
      files: {
        Dockerfile: `FROM a:1
ARG DB_PASSWORD=s3cr3t-0f-m1ne-77
`,
      },
      at: ['Dockerfile:2:17'],
      without: ['DB_PASSWORD', 'DB_NAME'],
    },
  ],
  silent: [
    {
      title: 'an argument without a value',
      files: {
        Dockerfile: `FROM a:1
ARG API_TOKEN
`,
      },
    },
    {
      title: 'another argument',
      files: {
        Dockerfile: `FROM a:1
ARG T
ENV API_TOKEN=$T
`,
      },
    },
  ],
});
