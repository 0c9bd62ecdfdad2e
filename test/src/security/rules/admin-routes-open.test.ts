import { adminRoutesOpen } from '../../../../src/security/rules/admin-routes-open.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const CONFIG = 'general_settings:\n  database_url: os.environ/DATABASE_URL\n';
const COMPOSE =
  "services:\n  a:\n    image: ghcr.io/berriai/litellm:v1.84.0\n    ports: ['4000:4000']\n";

describeRule(adminRoutesOpen, {
  fires: [
    {
      title: 'of a published port',
      files: { 'config.yaml': CONFIG, 'compose.yaml': COMPOSE },
      at: ['compose.yaml:4:13'],
      without: ['4000:4000', '127.0.0.1:4000:4000'],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'there is no database and so no interface',
      files: { 'config.yaml': 'general_settings: {}\n', 'compose.yaml': COMPOSE },
    },
    {
      title: 'it is turned off',
      files: {
        'config.yaml': CONFIG,
        'compose.yaml': `${COMPOSE}    environment: [DISABLE_ADMIN_UI=True]\n`,
      },
    },
    {
      title: 'it is this gateway, which has none',
      files: {
        'config.yaml': CONFIG,
        'compose.yaml': COMPOSE.replace('berriai/litellm', 'acme/llmgw'),
      },
    },
  ],
});
