import { expect, test } from '@jest/globals';
import { readingTool, structured } from '../../../../src/routes/mcp/reading-tool.ts';

test('such a tool says that it only reads', () => {
  const parts = { name: 'a', title: null, description: null, inputSchema: { type: 'object' } };
  expect(readingTool(parts).annotations).toEqual({
    ...{ readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  });
});

test('a document is there as structure and as text', () => {
  expect(structured({ a: 1 })).toEqual({
    ...{ isError: false, structuredContent: { a: 1 }, meta: null },
    content: [{ type: 'text', text: '{"a":1}' }],
  });
});
