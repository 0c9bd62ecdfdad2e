import { mcpStdioShell } from '../../../../src/security/rules/mcp-stdio-shell.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpStdioShell, {
  fires: [
    {
      title: 'a shell with a path',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: /bin/sh
    args: [-c, x]
`,
      },
      at: ['config.yaml:3:14'],
      without: ['/bin/sh', '/bin/node'],
    },
    {
      title: 'words of a shell',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: node
    args: [server.js, "$(cat /etc/passwd)"]
`,
      },
      at: ['config.yaml:4:23'],
      without: ['$(cat /etc/passwd)', 'passwd'],
    },
    {
      title: 'on Windows',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: PowerShell.exe
`,
      },
      at: ['config.yaml:3:14'],
      without: ['PowerShell', 'node'],
    },
  ],
  silent: [
    {
      title: 'a program with shell in its name',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [shellfish@1.0.0]
`,
      },
    },
    {
      title: 'a server by URL',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: https://a.example/mcp
`,
      },
    },
  ],
});
