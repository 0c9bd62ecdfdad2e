import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { hasCredentials, mcpServers } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW606. */
export const mcpPlainHttp: Rule = {
  code: 'LGW606',
  name: 'mcp-plain-http',
  summary: 'An MCP server that is called without TLS over a network.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'Who is on the way reads tokens, arguments and answers, and can change them: the model then acts on what he wrote.',
  help: 'use https://, or run the server on this machine',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    url: http://tools.example.com/mcp
    auth_type: bearer_token
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    url: https://tools.example.com/mcp
    auth_type: bearer_token
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const server of mcpServers(project)) {
    const { file, url, address, name } = server;
    if (url === null || address?.scheme !== 'http:' || address.reach === 'loopback') continue;
    const isKeyed = hasCredentials(server);
    yield {
      ...placeOf(file, url),
      secret: 'weak',
      severity: isKeyed && address.reach !== 'internal-name' ? 'critical' : 'warning',
      message: isKeyed
        ? `credentials go to \`${name}\` in the clear`
        : `\`${name}\` is called in the clear`,
    };
  }
}
