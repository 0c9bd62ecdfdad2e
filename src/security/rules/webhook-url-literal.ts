import type { Project } from '../project.ts';
import type { Match, Rule } from '../rule.ts';
import { claimedSecrets, placeOfSecret } from '../secrets/claim.ts';
import { moveToVariable } from '../secrets/move-to-variable.ts';

/** LGW108. */
export const webhookUrlLiteral: Rule = {
  code: 'LGW108',
  name: 'webhook-url-literal',
  summary: 'A webhook of Slack, Teams or Discord, written out.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'The URL is the password: whoever has it can post to the channel in your name, and people ' +
    'trust what is posted there.',
  help: 'write `os.environ/NAME` here, keep the URL in the environment, and make a new webhook',
  bad: {
    'config.yaml': `general_settings:
  alerting: [slack]
  alert_to_webhook_url:
    budget_alerts: {{slack-webhook}}
`,
  },
  good: {
    'config.yaml': `general_settings:
  alerting: [slack]
  alert_to_webhook_url:
    budget_alerts: os.environ/SLACK_WEBHOOK_URL
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/alerting'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const found of claimedSecrets(project, 'LGW108')) {
    const { file, secret } = found;
    const name = secret.form.variable ?? 'WEBHOOK_URL';
    const fix = moveToVariable(project, { file, span: secret.span, name });
    yield {
      ...placeOfSecret(found),
      message: `${secret.form.label} written out`,
      ...(fix === null ? {} : { fix }),
    };
  }
}
