import { describe, expect, test } from '@jest/globals';
import { runCommand } from '../../support/nuke.ts';

const at = { url: '', cwd: '/nowhere', env: { LLMGW_DATABASE: 'off' } };

describe('what cannot be understood is usage', () => {
  test.each([
    [[], 'which server?'],
    [['x', '--timeout', 'soon'], '--timeout'],
    [['x', '--output', 'xml'], 'Allowed choices are text, json, raw, table'],
    [['x', '--by', 'colour'], 'Allowed choices'],
    [['x', '--grpe', 'y'], 'did you mean --grep'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await runCommand(['run-mcp-tool', ...args], at);
    expect([code, stderr.toLowerCase()]).toEqual([
      64,
      expect.stringContaining(message.toLowerCase()),
    ]);
  });
});

test('the help shows how it is used', async () => {
  const { code, stdout } = await runCommand(['run-mcp-tool', '--help'], at);
  expect(code).toBe(0);
  expect(stdout).toContain('llmgw run-mcp-tool github search_issues query=outage limit=5');
});

test('a server that nobody knows, where nothing is registered', async () => {
  const { code, stderr } = await runCommand(['run-mcp-tool', 'github', '--list'], at);
  expect([code, stderr]).toEqual([66, expect.stringContaining('there is no MCP server "github"')]);
});
