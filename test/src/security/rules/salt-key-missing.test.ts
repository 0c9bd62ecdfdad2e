import { saltKeyMissing } from '../../../../src/security/rules/salt-key-missing.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const CONFIG = 'general_settings:\n  database_url: os.environ/DATABASE_URL\n';

function compose(lines: string): string {
  return `services:\n  gateway:\n    image: ghcr.io/berriai/litellm:v1.84.0\n${lines}`;
}

describeRule(saltKeyMissing, {
  fires: [
    {
      title: 'of a configuration that a container runs',
      files: { 'config.yaml': CONFIG, 'compose.yaml': compose('') },
      at: ['config.yaml:2:17'],
      without: ['database_url', 'completion_model'],
      severity: 'warning',
    },
    {
      title: 'of models in the database, only mentioned when nothing shows how it is run',
      files: { 'config.yaml': 'general_settings:\n  store_model_in_db: true\n' },
      at: ['config.yaml:2:22'],
      without: ['true', 'false'],
      severity: 'info',
    },
  ],
  silent: [
    {
      title: 'an env file has it',
      files: { 'config.yaml': CONFIG, '.env': 'LITELLM_SALT_KEY={{litellm}}\n' },
    },
    {
      title: 'an example asks for it',
      files: { 'config.yaml': CONFIG, '.env.example': 'LITELLM_SALT_KEY=\n' },
    },
    {
      title: 'another service has the database',
      files: {
        'compose.yaml':
          'services:\n  web:\n    image: shop:1\n    environment: {DATABASE_URL: x}\n',
      },
    },
    { title: 'it is an example', files: { 'examples/config.yaml': CONFIG } },
  ],
});
