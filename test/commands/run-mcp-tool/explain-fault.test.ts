import { expect, test } from '@jest/globals';
import { explainFault } from '../../../commands/run-mcp-tool/explain-fault.ts';
import { LlmgwError } from '../../../src/core/errors.ts';
import { McpFault } from '../../../src/mcp/tool.ts';
import { programServer } from '../../support/mcp-definitions.ts';

const server = { ...programServer([], { TOKEN: 'canary-token' }), name: 'github' };

test.each([
  ['auth-required', 3],
  ['unreachable', 4],
  ['timeout', 4],
  ['protocol', 5],
  ['remote-error', 5],
  ['unknown-tool', 5],
  ['refused', 6],
  ['invalid-arguments', 64],
] as const)('%s ends with %d', (kind, exitCode) => {
  const error = explainFault(new McpFault(kind, 'why'), server);
  expect(error).toMatchObject({ exitCode, message: 'MCP server github: why' });
  expect(error).toBeInstanceOf(LlmgwError);
});

test('what the server says is told without its secrets, and steers no terminal', () => {
  const fault = new McpFault('remote-error', `no: canary-token ${String.fromCodePoint(27)}[2J`);
  expect(explainFault(fault, server)).toMatchObject({ message: 'MCP server github: no: **** ' });
});

test('anything else stays as it is', () => {
  const error = new TypeError('a fault of ours');
  expect(explainFault(error, server)).toBe(error);
});
