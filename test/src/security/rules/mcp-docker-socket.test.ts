import { mcpDockerSocket } from '../../../../src/security/rules/mcp-docker-socket.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpDockerSocket, {
  fires: [
    {
      title: 'the network in two words',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: docker
    args: [run, --network, host, "t:1"]
`,
      },
      at: ['config.yaml:4:28'],
      without: ['network, host', 'network, bridge'],
    },
    {
      title: 'the root folder',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: docker
    args: [run, -v, "/:/host", "t:1"]
`,
      },
      at: ['config.yaml:4:21'],
      without: ['/:/host', '/srv:/host'],
    },
    {
      title: 'privileged',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: docker
    args: [run, --privileged, "t:1"]
`,
      },
      at: ['config.yaml:4:17'],
      without: ['--privileged', '--init'],
    },
  ],
  silent: [
    {
      title: 'a folder',
      files: {
        'config.yaml': `mcp_servers:
  tools:
    command: docker
    args: [run, -v, "/srv:/srv", --rm, "t:1"]
`,
      },
    },
  ],
});
