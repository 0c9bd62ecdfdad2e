import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { CommandContext } from '../context.ts';

/** `llmgw explain`. */
export const explainCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command.argument('[code]', 'a code or name of a finding: LGW211, passthrough-auth-disabled');
    addExamples(command, [
      { command: 'llmgw explain LGW211', what: 'what it means, why it matters, how to mend it' },
      { command: 'llmgw explain unset-variable', what: 'the same by name' },
      { command: 'llmgw explain LGW211 --json', what: 'as one document, samples included' },
    ]);
  },

  async run(command, context) {
    const [word] = command.args;
    if (word === undefined) {
      throw new LlmgwError('E_USAGE', 'which finding?', {
        hint: 'give its code or name: `llmgw explain LGW211`',
      });
    }
    const { runExplain } = await import('./explain.run.ts');
    return runExplain(word, context);
  },
};
