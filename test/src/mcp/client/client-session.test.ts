import { expect, test } from '@jest/globals';
import { connectServer } from '../../../../src/mcp/connect-server.ts';
import { connectOptions, MISBEHAVING, programServer } from '../../../support/mcp-definitions.ts';

test('tools and results come in our own words', async () => {
  const session = await connectServer(programServer([MISBEHAVING]), connectOptions());
  try {
    const tools = await session.listTools();
    expect(tools.find(({ name }) => name === 'wipe')).toEqual({
      name: 'wipe',
      title: null,
      description: 'Takes everything away',
      inputSchema: { type: 'object' },
      outputSchema: null,
      annotations: {
        readOnlyHint: null,
        destructiveHint: null,
        idempotentHint: null,
        openWorldHint: null,
      },
    });
    const limits = { idleTimeoutMs: 10_000, totalTimeoutMs: 10_000 };
    expect(await session.callTool({ name: 'measure', arguments: {}, ...limits })).toEqual({
      isError: false,
      content: [],
      structuredContent: { size: 3 },
      meta: null,
    });
    expect(await session.callTool({ name: 'wipe', arguments: {}, ...limits })).toMatchObject({
      isError: true,
    });
  } finally {
    await session.close();
  }
});
