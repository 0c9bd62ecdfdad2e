import { expect, test } from '@jest/globals';
import { McpFault } from '../../../src/mcp/tool.ts';

test('a fault says what became of the server', () => {
  const fault = new McpFault('timeout', 'it did not answer', { cause: 1 });
  expect([fault.name, fault.kind, fault.cause]).toEqual(['McpFault', 'timeout', 1]);
});
