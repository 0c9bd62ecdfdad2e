import { mcpTokenPassthrough } from '../../../../src/security/rules/mcp-token-passthrough.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpTokenPassthrough, {
  fires: [
    {
      title: 'whatever its case',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    extra_headers: [x-a, AUTHORIZATION]
`,
      },
      at: ['config.yaml:3:26'],
      without: ['AUTHORIZATION', 'x-authorization'],
    },
  ],
  silent: [
    {
      title: 'nothing is handed on',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: https://a.example
`,
      },
    },
  ],
});
