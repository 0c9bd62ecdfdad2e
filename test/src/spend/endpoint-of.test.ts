import { expect, test } from '@jest/globals';
import { endpointOf } from '../../../src/spend/endpoint-of.ts';

test.each([
  ['acompletion', '/chat/completions'],
  ['atext_completion', '/completions'],
  ['aembedding', '/embeddings'],
  ['arerank', '/rerank'],
  ['call_mcp_tool', ''],
  ['constructor', ''],
])('%s is filed under "%s"', (callType, endpoint) => {
  expect(endpointOf(callType)).toBe(endpoint);
});
