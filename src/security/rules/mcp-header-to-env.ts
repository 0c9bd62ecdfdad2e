import { yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { mcpServers } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW609. */
export const mcpHeaderToEnv: Rule = {
  code: 'LGW609',
  name: 'mcp-header-to-env',
  summary: 'A header of the caller that becomes a variable of a program.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'The caller decides what the program finds in its environment: paths, options, sometimes code to load.',
  help: 'write fixed values, or read them from the environment of the gateway',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [tool@1.0.0]
    env:
      TOKEN: \${X-Tool-Token}
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: [tool@1.0.0]
    env:
      TOKEN: os.environ/TOOL_TOKEN
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

const HEADER = /\$\{\s*x-[\w-]+\s*\}/i;

function* check(project: Project): Generator<Match> {
  for (const { file, env, name } of mcpServers(project)) {
    for (const { key, value } of env) {
      if (!HEADER.test(yamlText(value) ?? '')) continue;
      yield { ...placeOf(file, value), message: `a caller fills in \`${key}\` of \`${name}\`` };
    }
  }
}
