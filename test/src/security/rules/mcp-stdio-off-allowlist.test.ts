import { mcpStdioOffAllowlist } from '../../../../src/security/rules/mcp-stdio-off-allowlist.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpStdioOffAllowlist, {
  fires: [
    {
      title: 'a program of its own',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: /opt/tools/serve
`,
      },
      at: ['config.yaml:3:14'],
      without: ['/opt/tools/serve', '/usr/bin/node'],
    },
  ],
  silent: [
    {
      title: 'it was let in',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: ruby
`,
        '.env': `LITELLM_MCP_STDIO_EXTRA_COMMANDS=go,ruby
`,
      },
    },
    {
      title: 'a shell has a rule of its own',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: sh
`,
      },
    },
  ],
});
