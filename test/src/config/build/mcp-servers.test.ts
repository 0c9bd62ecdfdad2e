import { expect, test } from '@jest/globals';
import { buildMcpServers } from '../../../../src/config/build/mcp-servers.ts';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { parseYaml } from '../../../../src/config/parse.ts';

function build(text: string) {
  const root = parseYaml({ path: 'config.yaml', text }, new FindingLog());
  return root?.kind === 'map' ? buildMcpServers(root) : [];
}

test('every key of an entry, with its alias from the settings', () => {
  const [server] = build(`
litellm_settings: {mcp_aliases: {gh: github}}
mcp_servers:
  github:
    url: https://x.example.com
    transport: sse
    description: Issues
    auth_type: oauth2
    authentication_token: token
    client_id: id
    client_secret: secret
    token_url: https://x.example.com/token
    scopes: [read]
    static_headers: {X-Team: a}
    extra_headers: [x-user]
    allowed_tools: [a]
    disallowed_tools: [b]
    access_groups: [dev]
    allow_all_keys: true
    timeout: 5
`);
  expect(server).toMatchObject({
    ...{ name: 'github', alias: 'gh', transport: 'sse', description: 'Issues', authType: 'oauth2' },
    ...{ scopes: ['read'], extraHeaders: ['x-user'], allowedTools: ['a'], disallowedTools: ['b'] },
    ...{ accessGroups: ['dev'], allowAllKeys: true, timeoutMs: 5_000 },
  });
  expect(server?.authValue?.reveal()).toBe('token');
  expect(JSON.stringify(server)).not.toContain('secret');
});

test('without a transport a command is a program and a url is http', () => {
  const servers = build(
    'mcp_servers:\n  a: {command: npx}\n  b: {url: "https://x"}\n  c: nothing\n',
  );
  expect(servers.map(({ name, transport }) => [name, transport])).toEqual([
    ['a', 'stdio'],
    ['b', 'http'],
  ]);
  expect(build('mcp_servers: 5\n')).toEqual([]);
});
