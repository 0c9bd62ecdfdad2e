import { mcpBroadFilesystem } from '../../../../src/security/rules/mcp-broad-filesystem.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpBroadFilesystem, {
  fires: [
    {
      title: 'a home',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [server-filesystem@1.0.0, ~/]
`,
      },
      at: ['config.yaml:4:37'],
      without: ['~/', '~/shared'],
    },
  ],
  silent: [
    {
      title: 'another server',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: node
    args: [server.js, "/"]
`,
      },
    },
  ],
});
