import { mcpPlainHttp } from '../../../../src/security/rules/mcp-plain-http.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpPlainHttp, {
  fires: [
    {
      title: 'with a token',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: http://a.example/mcp
    auth_type: api_key
`,
      },
      at: ['config.yaml:3:10'],
      without: ['http:', 'https:'],
      severity: 'critical',
    },
    {
      title: 'without one',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: http://a.example/mcp
`,
      },
      at: ['config.yaml:3:10'],
      without: ['http:', 'https:'],
      severity: 'warning',
    },
    {
      title: 'a name of the cluster',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: http://tools:8000/mcp
    auth_type: api_key
`,
      },
      at: ['config.yaml:3:10'],
      without: ['http:', 'https:'],
      severity: 'warning',
    },
  ],
  silent: [
    {
      title: 'on this machine',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    url: http://localhost:9000/mcp
    auth_type: api_key
`,
      },
    },
  ],
});
