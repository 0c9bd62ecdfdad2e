import type { Project } from '../project.ts';
import { placeOf } from '../reading/gateway-config.ts';
import { mcpServers } from '../reading/mcp-servers.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW610. */
export const mcpDockerSocket: Rule = {
  code: 'LGW610',
  name: 'mcp-docker-socket',
  summary: 'An MCP server in a container that is no container.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why: 'With the socket of Docker, with --privileged, with the network or the root folder of the host, the tools of the server reach everything on the machine.',
  help: 'mount the one folder it needs, and leave the rest out',
  bad: {
    'config.yaml': `mcp_servers:
  tools:
    command: docker
    args: [run, -v, "/var/run/docker.sock:/var/run/docker.sock", "tool:1.0"]
`,
  },
  good: {
    'config.yaml': `mcp_servers:
  tools:
    command: docker
    args: [run, -v, "/srv/data:/data:ro", "tool:1.0"]
`,
  },
  references: ['https://docs.litellm.ai/docs/mcp'],
  check,
};

const WAYS_OUT =
  /\/var\/run\/docker\.sock|\/run\/docker\.sock|^--privileged(?:=true)?$|^--(?:net|network|pid|ipc)=host$|(?:^|[=,]|src=|source=)\/:(?!$)|^--cap-add=(?:ALL|SYS_ADMIN)$/i;
const NAMED = /^--(?:net|network|pid|ipc)$/;

function* check(project: Project): Generator<Match> {
  for (const { file, args, name } of mcpServers(project)) {
    for (const [at, word] of args.entries()) {
      const isHost = word.text === 'host' && NAMED.test(args[at - 1]?.text ?? '');
      if (!isHost && !WAYS_OUT.test(word.text)) continue;
      yield {
        ...placeOf(file, word),
        message: `\`${name}\` reaches the machine its container runs on`,
      };
    }
  }
}
