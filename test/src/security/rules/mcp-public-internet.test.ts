import { mcpPublicInternet } from '../../../../src/security/rules/mcp-public-internet.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpPublicInternet, {
  fires: [
    {
      title: 'said so',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    available_on_public_internet: yes
`,
      },
      at: ['config.yaml:3:35'],
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
  fixes: [
    {
      title: 'the word, and nothing else',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    available_on_public_internet: true   # why
`,
      },
      fixed: {
        'config.yaml': `mcp_servers:
  tools:
    available_on_public_internet: false   # why
`,
      },
    },
  ],
});
