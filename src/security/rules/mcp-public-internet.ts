import { yamlBoolean, yamlChild } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { mcpServers } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW608. */
export const mcpPublicInternet: Rule = {
  code: 'LGW608',
  name: 'mcp-public-internet',
  summary: 'An MCP server that callers from the internet may use.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why: '`available_on_public_internet: true` shows the server to callers from everywhere, not only to those of your networks.',
  help: 'write `available_on_public_internet: false`, unless the tools are meant for everybody',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    url: https://tools.example.com/mcp
    available_on_public_internet: true
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    url: https://tools.example.com/mcp
    available_on_public_internet: false
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const { file, node, name } of mcpServers(project)) {
    const open = yamlChild(node, 'available_on_public_internet');
    if (open === null || yamlBoolean(open) !== true) continue;
    const place = placeOf(file, open);
    const edit = { kind: 'replace', file: file.path, span: place.span, text: 'false' } as const;
    yield {
      ...place,
      message: `\`${name}\` is there for callers from the internet`,
      fix: { class: 'safe', title: 'keep it inside', edits: [edit] },
    };
  }
}
