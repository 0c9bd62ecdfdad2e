import { composeSecretLiteral } from '../../../../src/security/rules/compose-secret-literal.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(composeSecretLiteral, {
  fires: [
    {
      title: 'as a list, of no form',
      files: {
        'compose.yaml': `services:
  a:
    environment:
      - API_TOKEN=s3cr3t-0f-m1ne-77
`,
      },
      at: ['compose.yaml:4:19'],
      without: ['API_TOKEN', 'API_NAME'],
    },
  ],
  silent: [
    {
      title: 'only the name',
      files: {
        'compose.yaml': `services:
  a:
    environment: [API_TOKEN]
`,
      },
    },
    {
      title: 'a placeholder',
      files: {
        'compose.yaml': `services:
  a:
    environment: {API_TOKEN: changeme}
`,
      },
    },
  ],
});
