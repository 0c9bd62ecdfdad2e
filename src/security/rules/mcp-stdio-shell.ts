import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { mcpServers, programOf, SHELLS } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW601. */
export const mcpStdioShell: Rule = {
  code: 'LGW601',
  name: 'mcp-stdio-shell',
  summary: 'An MCP server that is started through a shell.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'A shell runs whatever stands in its arguments: who can change them, or a file it reads, runs programs as the gateway. This was CVE-2026-30623.',
  help: 'name the program itself as `command`, and its arguments one by one',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    command: bash
    args: ["-c", "npx some-server"]
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: ["-y", "some-server@1.2.3"]
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

const SHELL_WORDS = /\$\(|`|&&|\|\||[|;<>]/;

function* check(project: Project): Generator<Match> {
  for (const server of mcpServers(project)) {
    const { file, command, args } = server;
    if (command === null) continue;
    if (SHELLS.has(programOf(server))) {
      yield { ...placeOf(file, command), message: `\`${server.name}\` is started through a shell` };
      continue;
    }
    const word = args.find(({ text }) => SHELL_WORDS.test(text));
    if (word !== undefined) {
      const message = `an argument of \`${server.name}\` is written for a shell`;
      yield { ...placeOf(file, word), message };
    }
  }
}
