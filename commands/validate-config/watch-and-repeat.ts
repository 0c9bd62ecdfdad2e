import { watchConfig } from '../../src/config/watch.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { CommandContext } from '../context.ts';
import type { Round } from './validate-options.ts';

/** Again with every change of a file that was read, until the reader has enough. */
export async function watchAndRepeat(
  context: CommandContext,
  round: () => Promise<Round>,
): Promise<ExitCode> {
  let last = await round();
  const { stderr } = context.io;
  const say = (): void => stderr.write(`watching ${last.files.length} files; Ctrl-C ends it\n`);
  say();
  let running = Promise.resolve();
  const again = async (): Promise<void> => {
    last = await round();
    say();
  };
  const watch = watchConfig({
    files: () => last.files,
    clock: context.clock,
    onChange: () => {
      // One after the other, and a round that throws ends nothing: the file may be half written.
      running = running.then(again).catch((thrown: unknown) => {
        stderr.write(`${String(thrown)}\n`);
      });
    },
  });
  const code = await untilInterrupted(context);
  watch.close();
  await running;
  return code;
}

function untilInterrupted({ io }: CommandContext): Promise<ExitCode> {
  return new Promise((resolve) => {
    io.onSignal('SIGINT', () => resolve(EXIT.interrupted));
    io.onSignal('SIGTERM', () => resolve(EXIT.terminated));
  });
}
