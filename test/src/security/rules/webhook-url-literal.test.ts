import { webhookUrlLiteral } from '../../../../src/security/rules/webhook-url-literal.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const bySetting = (value: string): { readonly 'config.yaml': string } => ({
  'config.yaml': `general_settings:\n  alert_to_webhook_url:\n    budget_alerts: ${value} # on call\n`,
});

describeRule(webhookUrlLiteral, {
  fires: ['slack-webhook', 'discord-webhook', 'teams-webhook'].map((form) => ({
    title: form,
    files: bySetting(`"{{${form}}}"`),
    at: ['config.yaml:3:21'],
    without: [`{{${form}}}`, 'https://hooks.example.com/alerts'] as const,
    severity: 'warning' as const,
  })),
  silent: [
    {
      title: 'the page about webhooks',
      files: bySetting(
        'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
      ),
    },
    { title: 'only the host', files: bySetting('https://hooks.slack.com/services/') },
  ],
  fixes: [
    {
      title: 'reads it from the environment',
      files: bySetting('{{slack-webhook}}'),
      fixed: {
        ...bySetting('os.environ/SLACK_WEBHOOK_URL'),
        '.env': 'SLACK_WEBHOOK_URL={{slack-webhook}}\n',
      },
    },
  ],
});
