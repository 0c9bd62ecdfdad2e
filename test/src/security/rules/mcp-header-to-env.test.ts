import { mcpHeaderToEnv } from '../../../../src/security/rules/mcp-header-to-env.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpHeaderToEnv, {
  fires: [
    {
      title: 'inside of a text',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: node
    env: {URL: "https://\${x-host}/"}
`,
      },
      at: ['config.yaml:4:16'],
      without: ['${x-host}', 'host'],
    },
  ],
  silent: [
    {
      title: 'a variable of the gateway',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: node
    env: {A: "\${HOME}"}
`,
      },
    },
  ],
});
