import { mcpHttpNoAuth } from '../../../../src/security/rules/mcp-http-no-auth.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpHttpNoAuth, {
  fires: [
    {
      title: 'said so',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: https://a.example/mcp
    auth_type: none
`,
      },
      at: ['config.yaml:3:10'],
      without: ['auth_type: none', 'auth_type: api_key'],
    },
  ],
  silent: [
    {
      title: 'on this machine',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: http://127.0.0.1:9000/mcp
`,
      },
    },
    {
      title: 'a header of its own',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: https://a.example/mcp
    static_headers: {X-Api-Key: os.environ/K}
`,
      },
    },
    {
      title: 'a variable',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: os.environ/URL
`,
      },
    },
  ],
});
