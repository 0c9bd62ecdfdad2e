import type { Readable, Writable } from 'node:stream';
import { Chalk, type ChalkInstance } from 'chalk';
import { colorLevel, type ColorMode } from './color.ts';
import { SignalStack, type SignalSource } from './signal-stack.ts';

/** Styles text for one stream; plain text where that stream takes no colour. */
export type Paint = ChalkInstance;

/** One output stream with what is known about its other end. */
export interface Output {
  readonly stream: Writable;
  readonly isTty: boolean;
  /** Width in columns; 80 where there is no terminal. */
  readonly columns: number;
  readonly paint: Paint;
  write(text: string): void;
  /** Resolves when everything written so far has gone out, or has failed to. */
  flush(): Promise<void>;
}

/** Everything a command may take from the process it runs in. */
export interface Io {
  readonly stdin: Readable;
  readonly stdinIsTty: boolean;
  /** Results. */
  readonly stdout: Output;
  /** Everything else: messages, progress, logs. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Only the newest listener of a signal is called. The returned function removes it. */
  onSignal(signal: NodeJS.Signals, listener: () => void): () => void;
  /** Told of exceptions and rejections nobody caught. The returned function removes it. */
  onFault(listener: (fault: unknown) => void): () => void;
  /** Told when stdout fails: EPIPE when its reader has gone, ENOSPC… The returned function removes it. */
  onOutputError(listener: (error: Error) => void): () => void;
  /** Ends the process within `graceMs`, whatever still keeps it alive. */
  exitSoon(code: number, graceMs: number): void;
}

/** The part of `process` that `Io` is made from. */
export interface Host extends SignalSource {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: HostOutput;
  readonly stderr: HostOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  exit(code: number): void;
}

type HostOutput = Writable & { readonly isTTY?: boolean; readonly columns?: number };

const DEFAULT_COLUMNS = 80;

/** Wraps a process; the only place that looks at its environment, streams and signals. */
export function createIo(host: Host): Io {
  const signals = new SignalStack(host);
  // A stream without a listener for its errors ends the process, at the worst moment.
  host.stderr.on('error', () => undefined);
  host.stdout.on('error', () => undefined);
  return {
    stdin: host.stdin,
    stdinIsTty: host.stdin.isTTY === true,
    stdout: createOutput(host.stdout, host.env, 'auto'),
    stderr: createOutput(host.stderr, host.env, 'auto'),
    env: host.env,
    cwd: host.cwd(),
    onSignal: (signal, listener) => signals.push(signal, listener),
    onFault: (listener) => onFault(host, listener),
    onOutputError: (listener) => onOutputError(host.stdout, listener),
    exitSoon: (code, graceMs) => {
      setTimeout(() => host.exit(code), graceMs).unref();
    },
  };
}

/** The same `Io` with colour as `--color` asks for it. */
export function withColor(io: Io, mode: ColorMode): Io {
  return {
    ...io,
    stdout: createOutput(io.stdout.stream, io.env, mode),
    stderr: createOutput(io.stderr.stream, io.env, mode),
  };
}

function createOutput(stream: HostOutput, env: Io['env'], mode: ColorMode): Output {
  const isTty = stream.isTTY === true;
  return {
    stream,
    isTty,
    get columns() {
      return stream.columns ?? DEFAULT_COLUMNS;
    },
    paint: new Chalk({ level: colorLevel({ mode, env, isTty }) }),
    write: (text) => void stream.write(text),
    flush: () => flush(stream),
  };
}

function onFault(host: SignalSource, listener: (fault: unknown) => void): () => void {
  const handler = (fault: unknown): void => listener(fault);
  host.on('uncaughtException', handler);
  host.on('unhandledRejection', handler);
  return () => {
    host.off('uncaughtException', handler);
    host.off('unhandledRejection', handler);
  };
}

function onOutputError(stdout: Writable, listener: (error: Error) => void): () => void {
  stdout.on('error', listener);
  return () => void stdout.off('error', listener);
}

/** The callback of a failed write comes before its `error` event, hence the turn in between. */
function flush(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => setImmediate(resolve));
  });
}
