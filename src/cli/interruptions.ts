import { isLlmgwError, LlmgwError } from '../core/errors.ts';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import type { Io } from './io.ts';

/** How long an interrupted command may take to close what it opened. */
const CLOSE_GRACE_MS = 3000;
/** How long what it left running may go on after that. */
const EXIT_GRACE_MS = 50;

/** What ends a command from outside. */
export interface Interruptions {
  /** Resolves to the exit code of what came first; rejects with a fault nobody caught. */
  readonly ended: Promise<ExitCode>;
  /** Stops listening, once everything is closed; an interrupted process then ends with `code`. */
  release(code: ExitCode): void;
}

/**
 * The defaults of every command: SIGINT 130, SIGTERM 143, a closed stdout 141, a fault 70. A command
 * that wants a signal for itself listens with `io.onSignal`.
 */
export function watchInterruptions(io: Io): Interruptions {
  const { promise, resolve, reject } = deferred<ExitCode>();
  // An interrupted command is still running somewhere and must not keep the process: hence `exitSoon`.
  let interrupted = false;
  const end = (code: ExitCode): void => {
    interrupted = true;
    io.exitSoon(code, CLOSE_GRACE_MS);
    resolve(code);
  };
  const fail = (fault: unknown): void => {
    interrupted = true;
    io.exitSoon(isLlmgwError(fault) ? fault.exitCode : EXIT.software, CLOSE_GRACE_MS);
    reject(fault);
  };
  const removers = [
    io.onSignal('SIGINT', () => end(EXIT.interrupted)),
    io.onSignal('SIGTERM', () => end(EXIT.terminated)),
    io.onFault(fail),
    io.onOutputError((error) =>
      isBrokenPipe(error) ? end(EXIT.brokenPipe) : fail(outputFailure(error)),
    ),
  ];
  return {
    ended: promise,
    release: (code) => {
      for (const remove of removers) remove();
      if (interrupted) io.exitSoon(code, EXIT_GRACE_MS);
    },
  };
}

function isBrokenPipe(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE';
}

function outputFailure(error: Error): LlmgwError {
  return new LlmgwError('E_IO', `the result cannot be written: ${error.message}`, {
    where: 'stdout',
    cause: error,
  });
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  // A fault after the command has ended has no reader.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
