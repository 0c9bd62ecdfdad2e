import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { hasToolList, mcpServers } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW613. */
export const mcpNoToolAllowlist: Rule = {
  code: 'LGW613',
  name: 'mcp-no-tool-allowlist',
  summary: 'An MCP server with tools that change things, and no list of those that may be used.',
  severity: 'info',
  confidence: 'medium',
  persona: 'pedantic',
  fix: 'none',
  why: 'Servers for databases, git, clouds and shells have tools that delete. Without a list all of them are there, also those the next version brings.',
  help: 'list what is needed under `allowed_tools`',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [mcp-postgres@1.0.0]
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [mcp-postgres@1.0.0]
    allowed_tools: [query]
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

const POWERFUL =
  /postgres|mysql|sqlite|mongo|redis|github|gitlab|mcp-server-git|kubernetes|kubectl|aws|gcp|azure|terraform|shell|filesystem|docker/i;

function* check(project: Project): Generator<Match> {
  for (const server of mcpServers(project)) {
    const { file, args, url, name, node } = server;
    const words = [name, url?.text ?? '', ...args.map(({ text }) => text)];
    if (hasToolList(server) || !words.some((word) => POWERFUL.test(word))) continue;
    yield {
      ...placeOf(file, url ?? args[0] ?? node),
      secret: 'weak',
      message: `all tools of \`${name}\` may be used`,
    };
  }
}
