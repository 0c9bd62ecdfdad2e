import { yamlChild, yamlItems, yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { mcpServers } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW615. */
export const mcpTokenPassthrough: Rule = {
  code: 'LGW615',
  name: 'mcp-token-passthrough',
  summary: 'The caller’s Authorization header that goes on to an MCP server.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why: 'It holds the key of the gateway. The server, and whoever runs it, can call models with it.',
  help: 'let callers send the token of the server in a header of its own',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    url: https://tools.example.com/mcp
    extra_headers: [Authorization]
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    url: https://tools.example.com/mcp
    extra_headers: [X-Tools-Token]
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const { file, node, name } of mcpServers(project)) {
    for (const header of yamlItems(yamlChild(node, 'extra_headers'))) {
      if (yamlText(header)?.toLowerCase() !== 'authorization') continue;
      yield { ...placeOf(file, header), message: `\`${name}\` is given the keys of callers` };
    }
  }
}
