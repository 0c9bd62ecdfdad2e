import { expect, test } from '@jest/globals';
import type { McpPermission } from '../../../../src/db/queries/find-mcp-permissions.ts';
import { scopeOf, WHOLE_SCOPE } from '../../../../src/mcp/gateway/scope.ts';
import { mcpServer } from '../../../support/mcp-definitions.ts';

const permission = (parts: Partial<McpPermission> = {}): McpPermission => ({
  ...{ servers: [], accessGroups: [], tools: {} },
  ...parts,
});
const github = mcpServer({ id: 'id-1', name: 'github', alias: 'gh', accessGroups: ['dev'] });
const files = mcpServer({ id: 'id-2', name: 'files' });
const open = mcpServer({ id: 'id-3', name: 'open', allowAllKeys: true });
const servers = [github, files, open];

const allowed = (key: McpPermission | null, team: McpPermission | null): readonly string[] => {
  const scope = scopeOf({ key, team });
  return servers.filter((server) => scope.allowsServer(server)).map(({ name }) => name);
};

test.each([
  ['nothing is said: what is open', null, null, ['open']],
  ['an empty permission says nothing', permission(), permission(), ['open']],
  ['by id', permission({ servers: ['id-1'] }), null, ['github', 'open']],
  ['by name', permission({ servers: ['files'] }), null, ['files', 'open']],
  ['by alias', permission({ servers: ['gh'] }), null, ['github', 'open']],
  ['by group', permission({ accessGroups: ['dev'] }), null, ['github', 'open']],
  ['by tools', permission({ tools: { 'id-2': ['read'] } }), null, ['files', 'open']],
  ['of the team', null, permission({ servers: ['files'] }), ['files', 'open']],
  ['the key says nothing', permission(), permission({ servers: ['files'] }), ['files', 'open']],
  [
    'both: what both name',
    permission({ servers: ['files', 'github'] }),
    permission({ servers: ['files'] }),
    ['files', 'open'],
  ],
  ['both, apart', permission({ servers: ['gh'] }), permission({ servers: ['files'] }), ['open']],
])('%s', (_what, key, team, names) => {
  expect(allowed(key, team)).toEqual(names);
});

test('tools: the lists of key, team and server all hold', () => {
  const key = permission({ servers: ['files'], tools: { 'id-1': ['read', 'write'] } });
  const team = permission({ servers: ['gh', 'files'], tools: { gh: ['read', 'drop'] } });
  const scope = scopeOf({ key, team });
  const may = (name: string): boolean => scope.allowsTool(github, name);
  expect(['read', 'write', 'drop', 'else'].filter(may)).toEqual(['read']);
  expect(scope.allowsTool({ ...github, disallowedTools: ['read'] }, 'read')).toBe(false);
  expect(scope.allowsTool(files, 'anything')).toBe(true);
  expect(scopeOf({ key: null, team: null }).allowsTool(files, 'anything')).toBe(false);
});

test('the master key is bound by the lists of the server alone', () => {
  expect(WHOLE_SCOPE.allowsServer(files)).toBe(true);
  expect(WHOLE_SCOPE.allowsTool({ ...files, allowedTools: ['read'] }, 'write')).toBe(false);
});
