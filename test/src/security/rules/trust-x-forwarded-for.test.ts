import { trustXForwardedFor } from '../../../../src/security/rules/trust-x-forwarded-for.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(trustXForwardedFor, {
  fires: [
    {
      title: 'where everybody is a proxy',
      files: {
        'config.yaml':
          "general_settings:\n  use_x_forwarded_for: true\n  trusted_proxy_ranges: ['0.0.0.0/0']\n",
      },
      at: ['config.yaml:2:24'],
      without: ['0.0.0.0/0', '10.0.0.0/8'],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'it is off',
      files: { 'config.yaml': 'general_settings:\n  use_x_forwarded_for: false\n' },
    },
    {
      title: 'the ranges for MCP are set',
      files: {
        'config.yaml':
          "general_settings:\n  use_x_forwarded_for: true\n  mcp_trusted_proxy_ranges: ['10.0.0.0/8']\n",
      },
    },
  ],
});
