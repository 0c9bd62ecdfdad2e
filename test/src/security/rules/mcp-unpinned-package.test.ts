import { mcpUnpinnedPackage } from '../../../../src/security/rules/mcp-unpinned-package.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpUnpinnedPackage, {
  fires: [
    {
      title: 'npx',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [-y, some-server@latest]
`,
      },
      at: ['config.yaml:4:16'],
      without: ['@latest', '@1.2.3'],
    },
    {
      title: 'uvx',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: uvx
    args: [mcp-server-git]
`,
      },
      at: ['config.yaml:4:12'],
      without: ['mcp-server-git', 'mcp-server-git==0.6.2'],
    },
    {
      title: 'docker',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: docker
    args: [run, --rm, -i, -e, KEY, mcp/git]
`,
      },
      at: ['config.yaml:4:36'],
      without: ['mcp/git', 'mcp/git:1.0'],
    },
  ],
  silent: [
    {
      title: 'a file',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [./server]
`,
      },
    },
    {
      title: 'a digest',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: docker
    args: [run, "mcp/git@sha256:abc"]
`,
      },
    },
    {
      title: 'a script of python',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: python3
    args: [server.py]
`,
      },
    },
    {
      title: 'uvx with --from',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: uvx
    args: [--from, "tool==1.0", tool]
`,
      },
    },
  ],
});
