import { linkLocalOrPrivateTarget } from '../../../../src/security/rules/link-local-or-private-target.ts';
import { describeRule } from '../../../support/rule-cases.ts';

const COMPOSE = 'services:\n  a:\n    image: litellm:1\n';

describeRule(linkLocalOrPrivateTarget, {
  fires: [
    {
      title: 'of an MCP server where a container runs the gateway',
      files: {
        'config.yaml': "mcp_servers:\n  a:\n    url: 'http://192.168.1.5/mcp'\n",
        'compose.yaml': COMPOSE,
      },
      at: ['config.yaml:3:11'],
      without: ['192.168.1.5', 'mcp.example.com'],
      severity: 'warning',
    },
    {
      title: 'of a laptop, only mentioned',
      files: { 'config.yaml': 'mcp_servers:\n  a:\n    url: http://localhost:3000/mcp\n' },
      at: ['config.yaml:3:10'],
      without: ['localhost', 'mcp.example.com'],
      severity: 'info',
    },
    {
      title: 'of a webhook',
      files: {
        'config.yaml':
          'general_settings:\n  alert_to_webhook_url:\n    budget_alerts: https://alerts.corp.internal/a\n',
      },
      at: ['config.yaml:3:20'],
      without: ['corp.internal', 'example.com'],
    },
  ],
  silent: [
    {
      title: 'it is another container',
      files: {
        'config.yaml': 'mcp_servers:\n  a:\n    url: http://search:3000/mcp\n',
        'compose.yaml': COMPOSE,
      },
    },
    {
      title: 'it is a model',
      files: { 'config.yaml': 'model_list:\n  - litellm_params: {api_base: "http://10.0.0.7"}\n' },
    },
  ],
});
