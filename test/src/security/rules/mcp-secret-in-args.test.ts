import { mcpSecretInArgs } from '../../../../src/security/rules/mcp-secret-in-args.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpSecretInArgs, {
  fires: [
    {
      title: 'any value behind such an option',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [tool@1.0.0, --token, s3cr3t-0f-m1ne]
`,
      },
      at: ['config.yaml:4:33'],
      without: ['--token', '--title'],
    },
    {
      title: 'in one word',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [tool@1.0.0, --password=s3cr3t-0f-m1ne]
`,
      },
      at: ['config.yaml:4:24'],
      without: ['--password', '--title'],
    },
  ],
  silent: [
    {
      title: 'a variable',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [tool@1.0.0, --token, os.environ/TOKEN]
`,
      },
    },
    {
      title: 'an option without a value',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [tool@1.0.0, --token, --verbose]
`,
      },
    },
  ],
});
