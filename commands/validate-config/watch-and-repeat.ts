import { watchConfig } from '../../src/config/watch.ts';
import { messageOf } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { FilesContext } from '../local-context.ts';
import type { Round } from './validate-options.ts';

/** What is watched before the first round, and a round. */
export interface Repetition {
  readonly files: readonly string[];
  readonly round: () => Promise<Round>;
}

/**
 * Again with every change of a file that was read, until the reader has enough. The watch stands
 * before the first round: no change falls between the two.
 */
export async function watchAndRepeat(
  context: FilesContext,
  { files, round }: Repetition,
): Promise<ExitCode> {
  const { stderr } = context.io;
  let watched = files;
  const again = async (): Promise<void> => {
    watched = (await round()).files;
    stderr.write(`watching ${watched.length} files; Ctrl-C ends it\n`);
  };
  let running = Promise.resolve();
  const next = (): void => {
    // One after the other, and a round that throws ends nothing: the file may be half written.
    running = running.then(again).catch((thrown: unknown) => {
      stderr.write(`${messageOf(thrown)}\n`);
    });
  };
  const watch = watchConfig({ files: () => watched, clock: context.clock, onChange: next });
  next();
  const code = await untilInterrupted(context);
  watch.close();
  await running;
  return code;
}

function untilInterrupted({ io }: FilesContext): Promise<ExitCode> {
  return new Promise((resolve) => {
    io.onSignal('SIGINT', () => resolve(EXIT.interrupted));
    io.onSignal('SIGTERM', () => resolve(EXIT.terminated));
  });
}
