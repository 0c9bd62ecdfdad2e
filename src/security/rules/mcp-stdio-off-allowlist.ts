import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { mcpServers, programOf, SHELLS, STARTED } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';
import { assignmentsTo } from '../reading/assignments.ts';

/** LGW602. */
export const mcpStdioOffAllowlist: Rule = {
  code: 'LGW602',
  name: 'mcp-stdio-off-allowlist',
  summary: 'An MCP server whose program is not one of the usual ones.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'LiteLLM starts npx, uvx, python, python3, node, docker and deno, and nothing else unless it is told to. Another program is either not started, or was let in for everybody who may register servers.',
  help: 'run it through one of these, or name it in LITELLM_MCP_STDIO_EXTRA_COMMANDS and know why',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    command: ruby
    args: [server.rb]
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    command: python3
    args: [server.py]
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

const EXTRA = new Set(['LITELLM_MCP_STDIO_EXTRA_COMMANDS']);

function* check(project: Project): Generator<Match> {
  const extra = new Set(
    assignmentsTo(project, EXTRA).flatMap(({ value }) => value?.split(/[,\s]+/) ?? []),
  );
  for (const server of mcpServers(project)) {
    const { file, command, name } = server;
    const program = programOf(server);
    if (command === null || STARTED.has(program) || SHELLS.has(program)) continue;
    if (extra.has(program) || command.text.startsWith('os.environ/')) continue;
    const message = `\`${name}\` starts a program that is not on the list of what may be started`;
    yield { ...placeOf(file, command), message };
  }
}
