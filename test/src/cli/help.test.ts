import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addExamples, styleHelp } from '../../../src/cli/help.ts';
import { withColor } from '../../../src/cli/io.ts';
import { captureIo } from '../../support/io.ts';

function helpOf(color: 'always' | 'never'): string {
  const captured = captureIo();
  const command = styleHelp(new Command('brew'), withColor(captured.io, color));
  addExamples(command, [{ command: 'llmgw brew --strong', what: 'Wake up' }]);
  command.outputHelp();
  return captured.stdout();
}

test('examples follow the flags', () => {
  expect(helpOf('never')).toMatch(/--help[\s\S]*Examples:\n {2}# Wake up\n {2}llmgw brew --strong/);
});

test('help is coloured only where stdout takes it', () => {
  expect(helpOf('always')).toContain('\u001b[');
  expect(helpOf('never')).not.toContain('\u001b[');
});
