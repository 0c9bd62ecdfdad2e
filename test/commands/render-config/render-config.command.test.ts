import { Command } from 'commander';
import { describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { commands } from '../../../commands/registry.ts';
import { renderConfigCommand } from '../../../commands/render-config/render-config.command.ts';
import { main } from '../../../src/cli/main.ts';
import { captureIo } from '../../support/io.ts';

test('its help shows an example', () => {
  const command = new Command('render-config');
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  renderConfigCommand.configure(command);
  command.outputHelp();
  expect(help).toContain('llmgw render-config --variables');
});

describe('combinations that mean nothing', () => {
  test.each([
    [['--mask', 'none'], /--reveal/],
    [['--check'], /--output/],
    [['--mode', 'preserve', '--format', 'json'], /canonical/],
    [['--provenance', 'comments', '--mode', 'canonical'], /preserve/],
    [['--url', 'ftp://x'], /http/],
    [['--unresolved', 'eror'], /error, warn, keep, empty/],
  ])('%j is a usage error', async (args, said) => {
    const captured = captureIo();
    const code = await main(['render-config', ...args], captured.io, commands, createContext);
    expect([code, captured.stdout()]).toEqual([64, '']);
    expect(captured.stderr()).toMatch(said);
  });

  test('credentials in the address are not repeated', async () => {
    const captured = captureIo();
    const args = ['render-config', '--url', 'http://me:sk-hidden@gateway'];
    expect(await main(args, captured.io, commands, createContext)).toBe(64);
    expect(captured.stderr()).not.toContain('sk-hidden');
  });
});
