import { expect, test } from '@jest/globals';
import { checkArguments } from '../../../../src/mcp/arguments/check-arguments.ts';
import { exampleWords } from '../../../../src/mcp/arguments/example.ts';
import { parseArguments } from '../../../../src/mcp/arguments/parse-arguments.ts';
import { mcpTool } from '../../../support/mcp-definitions.ts';

const tool = mcpTool({
  inputSchema: {
    type: 'object',
    $defs: {
      place: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
    properties: {
      limit: { type: 'integer', minimum: 5 },
      query: { type: 'string' },
      kind: { enum: ['a', 'b'] },
      deep: { type: 'boolean' },
      where: { $ref: '#/$defs/place' },
      tags: { type: 'array', items: { type: 'string' } },
      optional: { type: 'string' },
    },
    required: ['query', 'kind', 'limit', 'deep', 'where', 'tags'],
  },
});

test('an example has what must be there', () => {
  expect(exampleWords(tool)).toEqual([
    'query=…',
    'kind=a',
    'limit=5',
    'deep=true',
    'where:={"city":"…"}',
    'tags:=["…"]',
  ]);
});

test('the tool takes what its example says', () => {
  const values = parseArguments(exampleWords(tool), tool.inputSchema, () => '');
  expect(checkArguments(tool, values)).toEqual([]);
});

test('a schema that refers to itself has an example all the same', () => {
  const node = { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] };
  expect(exampleWords(mcpTool({ inputSchema: node }))[0]).toContain('next:=');
});
