import { expect, test } from '@jest/globals';
import { checkArguments } from '../../../../src/mcp/arguments/check-arguments.ts';
import { mcpTool } from '../../../support/mcp-definitions.ts';

const tool = mcpTool({
  inputSchema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://example.com/search',
    type: 'object',
    properties: {
      query: { type: 'string', format: 'unheard-of' },
      kind: { enum: ['a', 'b'] },
      n: { type: 'integer' },
    },
    required: ['query'],
    additionalProperties: false,
  },
});

test('arguments that fit', () => {
  expect(checkArguments(tool, { query: 'x', kind: 'a' })).toEqual([]);
  // Twice: the server's name for its schema is not kept.
  expect(checkArguments(tool, { query: 'x' })).toEqual([]);
});

test('each problem by its place, without the value', () => {
  expect(checkArguments(tool, { qeury: 'sk-canary', kind: 'sk-canary', n: 'sk-canary' })).toEqual([
    { pointer: '/query', reason: 'is missing' },
    { pointer: '/qeury', reason: 'is not an argument of it: did you mean `query`?' },
    { pointer: '/kind', reason: 'must be one of "a", "b"' },
    { pointer: '/n', reason: 'must be integer' },
  ]);
});

test.each([
  ['no schema', { type: 'nonsense' }],
  ['a reference to nowhere', { $ref: '#/$defs/missing' }],
  ['a pattern that is none', { properties: { a: { type: 'string', pattern: '(' } } }],
  ['one that takes for ever', { properties: { a: { pattern: '^(?:a+)+$' } } }],
])('%s is a fault of the server', (_what, inputSchema) => {
  expect(() => checkArguments(mcpTool({ inputSchema }), { a: `${'a'.repeat(60)}!` })).toThrow(
    expect.objectContaining({ name: 'McpFault', kind: 'protocol' }),
  );
});
