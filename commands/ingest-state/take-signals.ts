import type { Io } from '../../src/cli/io.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';

/** SIGINT and SIGTERM, as a run takes them. */
export interface Signals {
  /** Aborted by the first one. */
  readonly signal: AbortSignal;
  /** The exit code of the one that came; null: none. */
  readonly code: () => ExitCode | null;
  readonly release: () => void;
}

/** Takes the signals over: programs that collectors have started must end with the run. */
export function takeSignals(io: Io): Signals {
  const controller = new AbortController();
  let code: ExitCode | null = null;
  const take = (exitCode: ExitCode) => (): void => {
    // Nobody wants to wait for a database that does not answer.
    if (code !== null) io.exitSoon(exitCode, 0);
    code ??= exitCode;
    controller.abort();
  };
  const removers = [
    io.onSignal('SIGINT', take(EXIT.interrupted)),
    io.onSignal('SIGTERM', take(EXIT.terminated)),
  ];
  return {
    signal: controller.signal,
    code: () => code,
    release: () => {
      for (const remove of removers) remove();
    },
  };
}
