import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { hasCredentials, mcpServers } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW605. */
export const mcpHttpNoAuth: Rule = {
  code: 'LGW605',
  name: 'mcp-http-no-auth',
  summary: 'An MCP server on the network that nobody has to show anything to.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'Whoever reaches its address can use its tools, past the gateway and its keys.',
  help: 'set `auth_type` and give the gateway a token, or bind the server to loopback',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    url: https://tools.example.com/mcp
    transport: http
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    url: https://tools.example.com/mcp
    transport: http
    auth_type: bearer_token
    authentication_token: os.environ/TOOLS_TOKEN
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const server of mcpServers(project)) {
    const { file, url, address, name } = server;
    if (url === null || address === null || address.reach === 'loopback') continue;
    if (hasCredentials(server)) continue;
    yield {
      ...placeOf(file, url),
      message: `\`${name}\` is called without any credential`,
      secret: 'weak',
    };
  }
}
