import { expect, test } from '@jest/globals';
import type {
  McpPermission,
  McpPermissions,
} from '../../../../src/db/queries/find-mcp-permissions.ts';
import type { Principal } from '../../../../src/gateway/principal.ts';
import { findCaller } from '../../../../src/routes/mcp/find-caller.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';
import { mcpServer } from '../../../support/mcp-definitions.ts';
import { makeMcpRig } from '../../../support/mcp-rig.ts';

const files = mcpServer({ name: 'files' });
const named: McpPermission = { servers: ['files'], accessGroups: [], tools: {} };
const NONE: McpPermissions = { key: null, team: null };

function key(role: string | null = null): Principal {
  return { kind: 'key', keyHash: 'hash', grant: { keyHash: 'hash', role } };
}

async function find(
  principal: Principal,
  permissions: McpPermissions = NONE,
  headers: Readonly<Record<string, string>> = {},
) {
  const rig = makeMcpRig({ permissions: () => Promise.resolve(permissions) });
  const exchange = new CapturedExchange({ headers });
  return findCaller(rig.parts, { principal, exchange, path: null });
}

test.each([
  ['the master key', { kind: 'admin', keyHash: 'a' }, NONE, true],
  ['a key without permission', key(), NONE, false],
  ['a key with one', key(), { key: named, team: null }, true],
  ['the key of an administrator', key('proxy_admin'), NONE, true],
  [
    'such a key that is bound to others',
    key('proxy_admin'),
    { key: { ...named, servers: ['x'] }, team: null },
    false,
  ],
  ['a key of another role', key('internal_user'), NONE, false],
  ['one that nobody could check', { kind: 'unchecked', keyHash: 'a' }, NONE, false],
  ['nobody', { kind: 'anybody', keyHash: '' }, NONE, false],
] as const)('%s', async (_what, principal, permissions, may) => {
  const { scope } = await find(principal, permissions);
  expect(scope.allowsServer(files)).toBe(may);
});

test('the header chooses servers unless the path does', async () => {
  const headers = { 'x-mcp-servers': ' files , , github' };
  const caller = await find(key(), NONE, headers);
  expect(caller.servers).toEqual(['files', 'github']);
  expect(caller.header('x-mcp-servers')).toContain('files');
  expect((await find(key())).servers).toBeNull();
  const rig = makeMcpRig();
  const exchange = new CapturedExchange({ headers });
  const chosen = await findCaller(rig.parts, { principal: key(), exchange, path: ['one'] });
  expect(chosen.servers).toEqual(['one']);
});
