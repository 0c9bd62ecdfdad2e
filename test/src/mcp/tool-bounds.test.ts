import { expect, test } from '@jest/globals';
import { checkToolBounds } from '../../../src/mcp/tool-bounds.ts';
import { mcpTool } from '../../support/mcp-definitions.ts';

function nested(depth: number): object {
  let schema: object = { type: 'object' };
  for (let i = 0; i < depth; i += 1) schema = { properties: { a: schema } };
  return schema;
}

test('tools as people make them are fine', () => {
  const inputSchema = { ...nested(20) };
  expect(() => checkToolBounds([mcpTool({ inputSchema }), mcpTool()])).not.toThrow();
});

test.each([
  ['deep', mcpTool({ name: 'abyss', inputSchema: { ...nested(20_000) } })],
  ['long', mcpTool({ name: 'abyss', description: 'x'.repeat(600_000) })],
  [
    'long',
    mcpTool({ name: 'abyss', inputSchema: { enum: Array.from({ length: 600_000 }, () => 0) } }),
  ],
])('one that is too %s is a fault of the server', (word, tool) => {
  expect(() => checkToolBounds([mcpTool(), tool])).toThrow(
    expect.objectContaining({
      kind: 'protocol',
      message: `the definition of its tool \`abyss\` is too ${word}`,
    }),
  );
});

test('too many tools', () => {
  expect(() => checkToolBounds(Array.from({ length: 10_001 }, () => mcpTool()))).toThrow(
    'it has 10001 tools',
  );
});
