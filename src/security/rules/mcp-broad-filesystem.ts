import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { mcpServers } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW612. */
export const mcpBroadFilesystem: Rule = {
  code: 'LGW612',
  name: 'mcp-broad-filesystem',
  summary: 'An MCP server that reads and writes a whole disk or home.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why: 'A file server at the root or the home of an account hands every key, history and configuration in it to whoever may call its tools.',
  help: 'name the one folder that is meant',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: ["@modelcontextprotocol/server-filesystem@2026.8.31", "/"]
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: ["@modelcontextprotocol/server-filesystem@2026.8.31", "/srv/shared"]
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

const FILE_SERVER = /filesystem|server-files|file-server/i;
const BROAD =
  /^(?:\/|~\/?|\$HOME\/?|\$\{HOME\}\/?|\/home\/?|\/root\/?|\/Users\/?|\/etc\/?|\/var\/?|[A-Z]:[\\/]?|\.)$/;

function* check(project: Project): Generator<Match> {
  for (const { file, args, name } of mcpServers(project)) {
    if (!args.some(({ text }) => FILE_SERVER.test(text))) continue;
    for (const word of args.filter(({ text }) => BROAD.test(text))) {
      yield { ...placeOf(file, word), message: `\`${name}\` hands out all of \`${word.text}\`` };
    }
  }
}
