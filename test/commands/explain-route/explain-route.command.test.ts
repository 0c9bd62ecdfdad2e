import { Command } from 'commander';
import { describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { explainRouteCommand } from '../../../commands/explain-route/explain-route.command.ts';
import { commands } from '../../../commands/registry.ts';
import { main } from '../../../src/cli/main.ts';
import { captureIo } from '../../support/io.ts';

async function run(...args: readonly string[]) {
  const captured = captureIo();
  const code = await main(['explain-route', ...args], captured.io, commands, createContext);
  return { code, stderr: captured.stderr(), stdout: captured.stdout() };
}

test('its help shows an example', () => {
  const command = new Command('explain-route');
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  explainRouteCommand.configure(command);
  command.outputHelp();
  expect(help).toContain('llmgw explain-route gpt-4o');
});

describe('a command line that cannot be understood', () => {
  test.each([
    [[], /which model/],
    [['gpt', '--assume', 'overlaoded'], /Did you mean overloaded/],
    [['gpt', '--url', 'gateway:4000'], /http/],
    [['gpt', '--url', 'ftp://gateway'], /http/],
    [['gpt', '--timeout', '0'], /seconds/],
    [['gpt', '--timeout', 'soon'], /seconds/],
    [['gpt', 'surplus'], /too many arguments/],
  ])('%j is a usage error', async (args, said) => {
    const { code, stderr, stdout } = await run(...args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(said);
  });

  test('is one with a key in the address, which is not repeated', async () => {
    const { code, stderr } = await run('gpt', '--url', 'http://me:sk-secret@gateway:4000');
    expect(code).toBe(64);
    expect(stderr).toContain('LLMGW_KEY');
    expect(stderr).not.toContain('sk-secret');
  });
});
