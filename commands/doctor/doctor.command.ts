import { InvalidArgumentError } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import { suggest } from '../../src/core/suggest.ts';
import type { CommandContext } from '../context.ts';
import { CHECK_NAMES } from './check.ts';

interface Flags {
  readonly list?: boolean;
  readonly offline?: boolean;
}

/** `llmgw doctor`. */
export const doctorCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command
      .argument('[checks...]', 'only these; none: all', parseCheck, [])
      .option('--list', 'print the checks there are')
      .option('--offline', 'call nobody');
    addExamples(command, [
      { command: 'llmgw doctor', what: 'one line for each part the gateway depends on' },
      { command: 'llmgw doctor redis postgres', what: 'only these two' },
    ]);
  },

  async run(command, context) {
    const { runDoctor } = await import('./doctor.run.ts');
    const { list = false, offline = false } = command.opts<Flags>();
    const [names] = command.processedArgs;
    return runDoctor({ checks: Array.isArray(names) ? names : [], list, offline }, context);
  },
};

function parseCheck(word: string, before: readonly string[]): readonly string[] {
  if (CHECK_NAMES.some((name) => name === word)) return [...before, word];
  const meant = suggest(word, CHECK_NAMES);
  const hint = meant === null ? '' : ` Did you mean ${meant}?`;
  throw new InvalidArgumentError(`The checks are ${CHECK_NAMES.join(', ')}.${hint}`);
}
