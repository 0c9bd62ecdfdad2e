import type { Command } from 'commander';
import type { Io } from './io.ts';

/** A command line that works as printed, and what it does. */
export interface Example {
  readonly command: string;
  readonly what: string;
}

/** Adds an `Examples:` section below a command's help. */
export function addExamples(command: Command, examples: readonly Example[]): Command {
  const lines = examples.map(({ command: line, what }) => `  # ${what}\n  ${line}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n\n')}`);
}

/** Makes commander print through `io` only, and leave errors to the one place that renders them. */
export function styleHelp(program: Command, io: Io): Command {
  const { paint } = io.stdout;
  return program
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // Help without a command is an answer, not an error.
      writeErr: (text) => io.stdout.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stdout.columns,
      getOutHasColors: () => paint.level > 0,
      getErrHasColors: () => paint.level > 0,
    })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => paint.bold(title),
      styleSubcommandTerm: (term) => paint.cyan(term),
      styleOptionTerm: (term) => paint.cyan(term),
    });
}
