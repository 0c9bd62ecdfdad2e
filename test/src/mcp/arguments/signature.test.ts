import { expect, test } from '@jest/globals';
import { signatureOf } from '../../../../src/mcp/arguments/signature.ts';
import { mcpTool } from '../../../support/mcp-definitions.ts';

const tool = mcpTool({
  inputSchema: {
    type: 'object',
    properties: {
      limit: { type: 'integer', default: 10 },
      query: { type: 'string' },
      kind: { enum: ['a', 'b'] },
      anything: {},
    },
    required: ['query', 'kind'],
  },
});

test('what must be there comes first, with types, values and defaults', () => {
  expect(signatureOf(tool)).toBe(
    'search(query: string, kind: "a" | "b", limit?: integer = 10, anything?: any)',
  );
  expect(signatureOf(mcpTool())).toBe('search()');
});
