import { userControlledUrl } from '../../../../src/security/rules/user-controlled-url.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(userControlledUrl, {
  fires: [
    {
      title: 'of prices from an unknown host',
      files: { '.env': 'LITELLM_MODEL_COST_MAP_URL=https://prices.example.com/a.json\n' },
      at: ['.env:1:28'],
      without: ['prices.example.com', 'raw.githubusercontent.com'],
      severity: 'warning',
    },
    {
      title: 'of a control plane without TLS',
      files: {
        'config.yaml': 'general_settings:\n  control_plane_url: http://control.example.com\n',
      },
      at: ['config.yaml:2:22'],
      without: ['http:', 'https:'],
    },
    {
      title: 'of a webhook without TLS',
      files: {
        'config.yaml':
          "general_settings:\n  alert_to_webhook_url: {budget_alerts: 'http://alerts.example.com/a'}\n",
      },
      at: ['config.yaml:2:42'],
      without: ['http:', 'https:'],
    },
  ],
  silent: [
    { title: 'it is the same machine', files: { '.env': 'WEBHOOK_URL=http://localhost:9000/a\n' } },
    {
      title: 'it is a webhook of the own house',
      files: { '.env': 'WEBHOOK_URL=https://alerts.example.com/a\n' },
    },
    { title: 'it is a file', files: { '.env': 'LITELLM_MODEL_COST_MAP_URL=/etc/prices.json\n' } },
  ],
});
