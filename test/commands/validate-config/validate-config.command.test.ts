import { Command } from 'commander';
import { describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { commands } from '../../../commands/registry.ts';
import { validateConfigCommand } from '../../../commands/validate-config/validate-config.command.ts';
import { main } from '../../../src/cli/main.ts';
import { captureIo } from '../../support/io.ts';

async function run(...args: readonly string[]) {
  const captured = captureIo();
  const code = await main(['validate-config', ...args], captured.io, commands, createContext);
  return { code, stderr: captured.stderr(), stdout: captured.stdout() };
}

test('its help shows an example', () => {
  const command = new Command('validate-config');
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  validateConfigCommand.configure(command);
  command.outputHelp();
  expect(help).toContain('llmgw validate-config --offline --strict');
});

describe('a command line that cannot be understood', () => {
  test.each([
    [['--only', 'shema'], /Did you mean schema/],
    [['--format', 'xml'], /sarif/],
    [['--watch', '--json'], /goes with text only/],
    [['--watch', '--format', 'sarif'], /goes with text only/],
    [['--ofline'], /did you mean --offline/],
  ])('%j is a usage error', async (args, said) => {
    const { code, stderr, stdout } = await run(...args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(said);
  });
});
