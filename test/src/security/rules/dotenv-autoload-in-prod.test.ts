import { dotenvAutoloadInProd } from '../../../../src/security/rules/dotenv-autoload-in-prod.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(dotenvAutoloadInProd, {
  fires: [
    {
      title: 'another mode',
      files: {
        'compose.prod.yaml': `services:
  g:
    image: litellm/litellm:v1.0.0
    environment: {LITELLM_MODE: DEV}
`,
      },
      at: ['compose.prod.yaml:2:3'],
      without: ['MODE: DEV', 'MODE: production'],
    },
  ],
  silent: [
    {
      title: 'not production',
      files: {
        'compose.yaml': `services:
  g:
    image: litellm/litellm:v1.0.0
`,
      },
    },
  ],
});
