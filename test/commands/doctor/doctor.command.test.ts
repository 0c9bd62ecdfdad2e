import { Command } from 'commander';
import { expect, test } from '@jest/globals';
import { CHECK_NAMES } from '../../../commands/doctor/check.ts';
import { doctorCommand } from '../../../commands/doctor/doctor.command.ts';

test('its help shows examples of checks there are', () => {
  const command = new Command('doctor');
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  doctorCommand.configure(command);
  command.outputHelp();
  const example =
    /llmgw doctor (.+?)(?: {2}|\n)/.exec(help.slice(help.indexOf('redis')))?.[1] ?? 'redis';
  for (const word of example.split(' ')) expect(CHECK_NAMES).toContain(word);
  expect(help).toContain('llmgw doctor redis postgres');
});
