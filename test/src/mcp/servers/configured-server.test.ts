import { expect, test } from '@jest/globals';
import { buildMcpServers } from '../../../../src/config/build/mcp-servers.ts';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { parseYaml } from '../../../../src/config/parse.ts';
import { configuredServer } from '../../../../src/mcp/servers/configured-server.ts';

function serversOf(text: string) {
  const root = parseYaml({ path: 'config.yaml', text }, new FindingLog());
  if (root?.kind !== 'map') throw new Error('it is a map');
  return buildMcpServers(root).map(configuredServer);
}

test('an address with its auth, and a program', () => {
  const [web, program] = serversOf(`
mcp_servers:
  web: {url: "https://x.example.com/mcp", auth_type: api_key, auth_value: key, allowed_tools: [a]}
  files: {command: npx, args: ["-y", files]}
`);
  expect(web).toMatchObject({
    name: 'web',
    source: 'config',
    transport: { kind: 'http' },
    allowedTools: ['a'],
    unusable: null,
  });
  expect(web?.auth.value?.reveal()).toBe('key');
  expect(program).toMatchObject({ transport: { kind: 'stdio', command: 'npx' }, unusable: null });
});

test('what cannot be used says why', () => {
  const servers = serversOf(
    'mcp_servers:\n  a: {auth_type: aws_sigv4, url: "https://x"}\n  b: {}\n',
  );
  expect(servers.map(({ unusable }) => unusable)).toEqual([
    'auth_type `aws_sigv4` is not supported',
    'it has neither a url nor a command',
  ]);
});

test('an id stays while name and address do', () => {
  const text = (url: string) => `mcp_servers:\n  a: {url: "${url}"}\n`;
  const idOf = (url: string) => serversOf(text(url))[0]?.id;
  expect(idOf('https://x')).toBe(idOf('https://x'));
  expect(idOf('https://x')).not.toBe(idOf('https://y'));
});
