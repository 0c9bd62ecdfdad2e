import { type YamlScalar } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { mcpServers, programOf, type McpServer } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW604. */
export const mcpUnpinnedPackage: Rule = {
  code: 'LGW604',
  name: 'mcp-unpinned-package',
  summary: 'An MCP server whose package or image has no version.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'Each start fetches whatever is published then. A stolen account at the registry runs its code in your gateway.',
  help: 'name the version: `package@1.2.3`, `package==1.2.3`, `image@sha256:…`',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: ["-y", "@modelcontextprotocol/server-memory"]
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    command: npx
    args: ["-y", "@modelcontextprotocol/server-memory@2026.8.31"]
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const server of mcpServers(project)) {
    const loose = looseWord(server);
    if (loose === null) continue;
    const message = `\`${server.name}\` runs whatever version is published when it starts`;
    yield { ...placeOf(server.file, loose), message };
  }
}

function looseWord(server: McpServer): YamlScalar | null {
  const kind = programOf(server);
  if (kind === 'npx') return looseIn(server, isLoosePackage, /^(?:-p|--package)$/);
  if (kind === 'uvx') return looseIn(server, isLoosePackage, /^(?:--from|--with)$/);
  return kind === 'docker' ? looseImage(server) : null;
}

/** The package is what an option names, else the first word that is no option. */
function looseIn(
  { args }: McpServer,
  isLoose: (text: string) => boolean,
  option: RegExp,
): YamlScalar | null {
  const named = args.findIndex(({ text }) => option.test(text));
  const first = named === -1 ? args.find(({ text }) => !text.startsWith('-')) : args[named + 1];
  return first !== undefined && isLoose(first.text) ? first : null;
}

function isLoosePackage(text: string): boolean {
  if (/^os\.environ\/|^[.~/]|^\$\{|:\/\//.test(text)) return false;
  const version = /^(?:@[^/]+\/)?[^@=<>]+(?:@|==)(.+)$/.exec(text)?.[1];
  return version === undefined || !/^v?\d/.test(version);
}

const VALUED =
  /^(?:-[epvwul]|--(?:env|env-file|name|network|volume|mount|workdir|user|publish|label))$/;

/** `docker run [options] IMAGE …`: what follows an option with a value is no image. */
function looseImage({ args }: McpServer): YamlScalar | null {
  const run = args.findIndex(({ text }) => text === 'run');
  if (run === -1) return null;
  for (let at = run + 1; at < args.length; at += 1) {
    const word = args[at];
    if (word === undefined) return null;
    if (VALUED.test(word.text)) at += 1;
    else if (!word.text.startsWith('-')) return isLooseImage(word.text) ? word : null;
  }
  return null;
}

function isLooseImage(text: string): boolean {
  if (text.includes('@sha256:') || /^os\.environ\/|\$\{/.test(text)) return false;
  const tag = /:([\w.-]+)$/.exec(text.split('/').at(-1) ?? '')?.[1];
  return tag === undefined || tag === 'latest';
}
