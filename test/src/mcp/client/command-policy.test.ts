import { expect, test } from '@jest/globals';
import {
  allowedCommands,
  checkCommand,
  serverEnvironment,
  USUAL_COMMANDS,
} from '../../../../src/mcp/client/command-policy.ts';

const allowed = allowedCommands({ LITELLM_MCP_STDIO_EXTRA_COMMANDS: '/opt/tool, bash,,/bin/sh' });

test.each([...USUAL_COMMANDS, '/opt/tool'])('%s starts', (command) => {
  expect(() => checkCommand(command, allowed)).not.toThrow();
});

test.each([
  '/tmp/node',
  './node',
  'node ',
  'Node',
  'bash',
  '/bin/sh',
  'SH.exe',
  'env',
  '',
  'node; rm -rf /',
  'no\nde',
])('%j does not', (command) => {
  expect(() => checkCommand(command, allowed)).toThrow(
    expect.objectContaining({ name: 'McpFault', kind: 'refused' }),
  );
});

test('a server sees little of our environment, and all of its own', () => {
  const ours = { PATH: '/bin', HOME: '/root', LITELLM_MASTER_KEY: 'sk-canary', LANG: '() { :; }' };
  expect(serverEnvironment(ours, { TOKEN: 'own', PATH: '/own' })).toEqual({
    PATH: '/own',
    HOME: '/root',
    TOKEN: 'own',
  });
});
