import type { Io } from '../../src/cli/io.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';

/** Signals, as a run takes them. */
export interface Interruption {
  /** Aborted by the first SIGINT or SIGTERM: what is open is rolled back. */
  readonly signal: AbortSignal;
  /** The exit code of the signal that came; null: none did. */
  readonly code: () => ExitCode | null;
  /** Called when a second signal comes: nobody wants to wait. */
  readonly onImpatience: (cut: () => void) => void;
  /** Gives the signals back. */
  readonly release: () => void;
}

/** Takes SIGINT and SIGTERM over, so that a run can end in order. */
export function listenForSignals(io: Io): Interruption {
  const controller = new AbortController();
  let code: ExitCode | null = null;
  let cut: () => void = () => undefined;
  const onSignal = (exitCode: ExitCode) => (): void => {
    if (code === null) {
      code = exitCode;
      io.stderr.write('reencrypt: stopping; once more to cut the connection\n');
      controller.abort();
    } else {
      cut();
    }
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
