import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Clock, TimerHandle } from '../../core/clock.ts';
import { LineSplitter } from './line-splitter.ts';
import type { Watchdog } from './watchdog.ts';

/** How a server is started. No shell reads any of it. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What is heard of a server. */
export interface ServerEvents {
  readonly onLine: (line: string) => void;
  /** A line that is longer than any message may be. */
  readonly onOverflow: () => void;
  readonly onStderr: (line: string) => void;
  /** It has ended, or never began: in words. */
  readonly onEnd: (how: string) => void;
}

/** Longest message; more is a fault of the server. */
const MOST_LINE_BYTES = 16 * 1024 * 1024;
const MOST_STDERR_BYTES = 4_096;
/** How long a server may take to end by itself, and after it was asked to. */
const GRACE_MS = 50;
const TERM_MS = 600;
const DRAIN_MS = 100;

/** The process group of one stdio server. */
export class ServerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #events: ServerEvents;
  readonly #clock: Clock;
  readonly #watchdog: Watchdog;
  readonly #ended: Promise<void>;
  #closing: Promise<void> | null = null;

  constructor(
    { command, args, environment }: ServerCommand,
    events: ServerEvents,
    { clock, watchdog }: { readonly clock: Clock; readonly watchdog: Watchdog },
  ) {
    this.#events = events;
    this.#clock = clock;
    this.#watchdog = watchdog;
    this.#child = spawn(command, args, {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: environment,
      windowsHide: true,
    });
    if (this.#child.pid !== undefined) watchdog.watch(this.#child.pid);
    this.#ended = this.#listen();
  }

  /** Resolves when the line is on its way; never rejects: a server that is gone is told by `onEnd`. */
  write(line: string): Promise<void> {
    return new Promise((resolve) => {
      this.#child.stdin.write(`${line}\n`, () => resolve());
    });
  }

  /** Resolves when nothing of the group is left. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#child.stdin.end();
    if (!(await this.#endsWithin(GRACE_MS))) {
      this.#signal('SIGTERM');
      await this.#endsWithin(TERM_MS);
    }
    // What the server has started may have outlived it.
    this.#signal('SIGKILL');
    await this.#ended;
    if (this.#child.pid !== undefined) this.#watchdog.release(this.#child.pid);
  }

  #listen(): Promise<void> {
    const child = this.#child;
    const lines = new LineSplitter(MOST_LINE_BYTES, this.#events);
    const errors = new LineSplitter(MOST_STDERR_BYTES, { onLine: this.#events.onStderr });
    child.stdout.on('data', (chunk: Buffer) => lines.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stderr.on('end', () => errors.end());
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
    return new Promise((resolve) => {
      child.once('error', (fault) => {
        this.#events.onEnd(`it could not be started: ${codeOf(fault)}`);
        resolve();
      });
      child.once('exit', (code, signal) => {
        const how = signal === null ? `with exit code ${code ?? 0}` : `by ${signal}`;
        // What it said last is still on its way; a grandchild may hold the pipe open for ever.
        this.#onceDrained(() => {
          this.#events.onEnd(`it ended ${how}`);
          resolve();
        });
      });
    });
  }

  #onceDrained(then: () => void): void {
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      timer.cancel();
      then();
    };
    const timer = this.#clock.setTimer(DRAIN_MS, over);
    if (this.#child.stdout.closed) over();
    else this.#child.stdout.once('close', over);
  }

  async #endsWithin(ms: number): Promise<boolean> {
    let timer: TimerHandle | null = null;
    const late = new Promise<boolean>((resolve) => {
      timer = this.#clock.setTimer(ms, () => resolve(false));
    });
    const isOver = await Promise.race([this.#ended.then(() => true), late]);
    cancel(timer);
    return isOver;
  }

  #signal(name: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, name);
    } catch {
      // Nothing is left of the group.
    }
  }
}

function cancel(timer: TimerHandle | null): void {
  timer?.cancel();
}

function codeOf(fault: Error & { readonly code?: unknown }): string {
  if (fault.code === 'ENOENT') return 'there is no such program on PATH';
  if (fault.code === 'EACCES') return 'it may not be run';
  return typeof fault.code === 'string' ? fault.code : 'unknown fault';
}
