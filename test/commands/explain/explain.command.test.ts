import { Command } from 'commander';
import { describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { explainCommand } from '../../../commands/explain/explain.command.ts';
import { commands } from '../../../commands/registry.ts';
import { main } from '../../../src/cli/main.ts';
import { captureIo } from '../../support/io.ts';

async function run(...args: readonly string[]) {
  const captured = captureIo();
  const code = await main(['explain', ...args], captured.io, commands, createContext);
  return { code, stderr: captured.stderr(), stdout: captured.stdout() };
}

test('its help shows an example', () => {
  const command = new Command('explain');
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  explainCommand.configure(command);
  command.outputHelp();
  expect(help).toContain('llmgw explain LGW211');
});

test('prints the page of a code', async () => {
  const { code, stdout, stderr } = await run('LGW211');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^# LGW211 passthrough-auth-disabled\n/);
});

describe('a command line that cannot be understood', () => {
  test.each([
    [[], /which finding/],
    [['passthrough-auth-disable'], /did you mean LGW211/],
    [['LGW211', 'surplus'], /too many arguments/],
  ])('%j is a usage error', async (args, said) => {
    const { code, stderr, stdout } = await run(...args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(said);
  });
});

test('a reader that goes away ends it quietly', async () => {
  const captured = captureIo();
  captured.breakPipe();
  const code = await main(['explain', 'LGW211'], captured.io, commands, createContext);
  expect([code, captured.stderr()]).toEqual([141, '']);
});
