import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { createIo, type Host, type Io } from '../../src/cli/io.ts';

/** What a test may say about the process it pretends to be. */
export interface CaptureOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** All three streams are terminals. */
  readonly tty?: boolean;
}

/** An `Io` that keeps what is written to it. */
export interface CapturedIo {
  readonly io: Io;
  stdout(): string;
  stderr(): string;
  /** Codes the process was told to exit with, although something was still running. */
  readonly exits: readonly number[];
  /** Delivers a signal, or an event of `process` such as `uncaughtException`. */
  emit(event: string, ...args: unknown[]): void;
  /** How many listeners an event of `process` has. */
  listeners(event: string): number;
  /** From now on the reader of stdout is gone. */
  breakPipe(): void;
}

/** Captures everything a command says, with a process around it that exists in the test only. */
export function captureIo(options: CaptureOptions = {}): CapturedIo {
  const stdout = new CapturedStream(options.tty === true);
  const stderr = new CapturedStream(options.tty === true);
  const exits: number[] = [];
  const events = new EventEmitter();
  const host: Host = {
    stdin: Object.assign(Readable.from(options.stdin === undefined ? [] : [options.stdin]), {
      isTTY: options.tty === true,
    }),
    stdout,
    stderr,
    env: options.env ?? {},
    cwd: () => options.cwd ?? '/nowhere',
    exit: (code) => void exits.push(code),
    on: (event, listener) => events.on(event, listener),
    off: (event, listener) => events.off(event, listener),
  };
  return {
    io: createIo(host),
    stdout: () => stdout.text,
    stderr: () => stderr.text,
    exits,
    emit: (event, ...args) => void events.emit(event, ...args),
    listeners: (event) => events.listenerCount(event),
    breakPipe: () => stdout.breakPipe(),
  };
}

class CapturedStream extends Writable {
  readonly isTTY: boolean;
  readonly columns = 100;
  text = '';
  #broken = false;

  constructor(isTTY: boolean) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  breakPipe(): void {
    this.#broken = true;
  }

  override _write(chunk: string, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.#broken) {
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }));
      return;
    }
    this.text += chunk;
    done();
  }
}
