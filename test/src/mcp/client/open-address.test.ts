import { expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/secret.ts';
import { openAddress } from '../../../../src/mcp/client/open-address.ts';
import { connectOptions, mcpServer } from '../../../support/mcp-definitions.ts';

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
