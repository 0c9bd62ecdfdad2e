import { mcpAllowAllKeys } from '../../../../src/security/rules/mcp-allow-all-keys.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpAllowAllKeys, {
  fires: [
    {
      title: 'in the words of YAML 1.1',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: https://a.example
    allow_all_keys: yes
`,
      },
      at: ['config.yaml:4:21'],
      without: ['yes', 'no'],
    },
  ],
  silent: [
    {
      title: 'nothing is said',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: https://a.example
`,
      },
    },
  ],
});
