import { expect, test } from '@jest/globals';
import {
  hasCredentials,
  hasToolList,
  mcpServers,
  programOf,
} from '../../../../src/security/reading/mcp-servers.ts';
import { projectOf } from '../../../support/rule-cases.ts';

const SERVERS = mcpServers(
  projectOf({
    'config.yaml': `mcp_servers:
  one: {command: C:\\tools\\NPX.cmd, args: [-y, 7], env: {A: b}, allowed_tools: [x]}
  two: {url: "http://a.example/x", static_headers: {X-Api-Key: k}}
  three: {url: os.environ/URL, auth_type: none}
  four:
`,
  }),
);

test('servers are read as they are written', () => {
  expect(SERVERS.map(({ name }) => name)).toEqual(['one', 'two', 'three', 'four']);
  expect(SERVERS.map((server) => programOf(server))).toEqual(['npx', '', '', '']);
  expect(SERVERS[0]?.args.map(({ text }) => text)).toEqual(['-y', '7']);
  expect(SERVERS.map(({ address }) => address?.host ?? null)).toEqual([
    null,
    'a.example',
    null,
    null,
  ]);
});

test('credentials and lists of tools are seen', () => {
  expect(SERVERS.map((server) => hasCredentials(server))).toEqual([false, true, false, false]);
  expect(SERVERS.map((server) => hasToolList(server))).toEqual([true, false, false, false]);
});
