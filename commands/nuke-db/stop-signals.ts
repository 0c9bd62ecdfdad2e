import type { Io } from '../../src/cli/io.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';

/** SIGINT and SIGTERM, as a run takes them. */
export interface StopSignals {
  /** Aborted by the first one. */
  readonly signal: AbortSignal;
  /** The exit code of the one that came; null: none. */
  readonly code: () => ExitCode | null;
  /** Called when a second one comes: nobody wants to wait. */
  readonly onImpatience: (cut: () => void) => void;
  /** Gives the signals back. */
  readonly release: () => void;
}

/** Takes the signals over, so that a run can roll back and say so. */
export function takeSignals(io: Io): StopSignals {
  const controller = new AbortController();
  let code: ExitCode | null = null;
  let cut = (): void => undefined;
  const onSignal = (exitCode: ExitCode) => (): void => {
    if (code !== null) {
      cut();
      return;
    }
    code = exitCode;
    controller.abort();
  };
  const removers = [
    io.onSignal('SIGINT', onSignal(EXIT.interrupted)),
    io.onSignal('SIGTERM', onSignal(EXIT.terminated)),
  ];
  return {
    signal: controller.signal,
    code: () => code,
    onImpatience: (then) => {
      cut = then;
    },
    release: () => {
      for (const remove of removers) remove();
    },
  };
}
