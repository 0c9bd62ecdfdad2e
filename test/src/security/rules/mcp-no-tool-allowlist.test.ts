import { mcpNoToolAllowlist } from '../../../../src/security/rules/mcp-no-tool-allowlist.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpNoToolAllowlist, {
  fires: [
    {
      title: 'by its name',
      files: {
        'config.yaml': `mcp_servers:
  github:
    url: https://a.example/mcp
`,
      },
      at: ['config.yaml:3:10'],
      without: ['github', 'weather'],
    },
  ],
  silent: [
    {
      title: 'a harmless one',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [mcp-weather@1.0.0]
`,
      },
    },
  ],
});
