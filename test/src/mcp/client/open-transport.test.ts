import { expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/secret.ts';
import { openAddress, openProgram } from '../../../../src/mcp/client/open-transport.ts';
import { connectOptions, mcpServer } from '../../../support/mcp-definitions.ts';

const program = (command: string) => ({ kind: 'stdio', command, args: [], env: {} }) as const;

test('a program is started only when the transport is, and only when it is listed', async () => {
  const way = openProgram(program('node'), connectOptions());
  expect(way).toMatchObject({ kind: 'stdio' });
  expect(way.ending()).toBeNull();
  await way.close();
  expect(() => openProgram(program('bash'), connectOptions())).toThrow(
    expect.objectContaining({ kind: 'refused' }),
  );
});

test.each(['http', 'sse'] as const)('an address: %s', async (kind) => {
  const way = await openAddress(mcpServer(), kind, connectOptions());
  expect(way.kind).toBe(kind);
  await way.close();
});

test('credentials that no header can hold are refused, and not shown', async () => {
  const auth = { type: 'bearer_token', value: new Secret('a\nb-canary'), client: null } as const;
  const opening = openAddress(mcpServer({ auth }), 'http', connectOptions());
  await expect(opening).rejects.toMatchObject({
    kind: 'refused',
    message: expect.not.stringContaining('canary'),
  });
});
