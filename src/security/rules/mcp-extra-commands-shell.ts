import type { Project } from '../project.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { SHELLS } from '../reading/mcp-servers.ts';
import { variableMatch } from '../reading/visible-place.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW603. */
export const mcpExtraCommandsShell: Rule = {
  code: 'LGW603',
  name: 'mcp-extra-commands-shell',
  summary: 'A shell on the list of programs that MCP servers may start.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'LITELLM_MCP_STDIO_EXTRA_COMMANDS adds to what may be started. With a shell on it, who may register a server may run anything.',
  help: 'take the shell off the list',
  bad: {
    '.env': `LITELLM_MCP_STDIO_EXTRA_COMMANDS=go,bash
`,
  },
  good: {
    '.env': `LITELLM_MCP_STDIO_EXTRA_COMMANDS=go
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

const EXTRA = new Set(['LITELLM_MCP_STDIO_EXTRA_COMMANDS']);

function* check(project: Project): Generator<Match> {
  for (const assignment of assignmentsTo(project, EXTRA)) {
    const words = assignment.value?.toLowerCase().split(/[,\s]+/) ?? [];
    const shell = words.find((word) => SHELLS.has(word.split('/').at(-1) ?? ''));
    if (shell === undefined) continue;
    yield variableMatch(
      project,
      assignment,
      `MCP servers may start \`${shell}\`, and through it anything`,
    );
  }
}
