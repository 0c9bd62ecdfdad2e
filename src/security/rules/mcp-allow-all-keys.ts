import { yamlBoolean, yamlChild } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { hasToolList, mcpServers } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW607. */
export const mcpAllowAllKeys: Rule = {
  code: 'LGW607',
  name: 'mcp-allow-all-keys',
  summary: 'An MCP server that every key may use, with all its tools.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'With `allow_all_keys` the access groups of keys and teams do not count for this server: the least of keys can call the most dangerous of its tools.',
  help: 'leave it out and give access groups, or list harmless tools under `allowed_tools`',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    url: https://tools.example.com/mcp
    allow_all_keys: true
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    url: https://tools.example.com/mcp
    allow_all_keys: true
    allowed_tools: [search]
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const server of mcpServers(project)) {
    const all = yamlChild(server.node, 'allow_all_keys');
    if (all === null || yamlBoolean(all) !== true || hasToolList(server)) continue;
    yield {
      ...placeOf(server.file, all),
      message: `every key may use every tool of \`${server.name}\``,
    };
  }
}
