import { expect, test } from '@jest/globals';
import { mcpCollector } from '../../../../src/infra/collectors/mcp.ts';
import { playWorld } from '../../../support/infra-world.ts';

const server = {
  ...{ id: 'id-1', name: 'github', alias: 'gh', description: null, transport: 'http' },
  ...{ where: 'https://mcp.example/mcp', source: 'config', status: 'active', allowedTools: ['a'] },
};

test('each registered server is a fact', async () => {
  const found = await mcpCollector(() => Promise.resolve([server])).collect(playWorld({}));
  expect(found).toMatchObject({
    status: 'ok',
    entities: [
      {
        ...{ kind: 'mcp_server', key: 'id-1', name: 'github' },
        body: {
          alias: 'gh',
          where: 'https://mcp.example/mcp',
          status: 'active',
          allowed_tools: ['a'],
        },
      },
    ],
  });
});

test('nowhere to look is no failure; a database that fails is', async () => {
  expect(await mcpCollector(null).collect(playWorld({}))).toMatchObject({ status: 'unavailable' });
  const fails = mcpCollector(() => Promise.reject(new Error('away')));
  await expect(fails.collect(playWorld({}))).rejects.toThrow('away');
});
