import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import type { Clock } from '../../core/clock.ts';
import { ServerProcess, type ServerCommand } from './server-process.ts';
import type { Watchdog } from './watchdog.ts';

/** What the transport of a stdio server is made of. */
export interface StdioParts {
  readonly command: ServerCommand;
  readonly clock: Clock;
  readonly watchdog: Watchdog;
  readonly onStderr: (line: string) => void;
}

/** Lines that are no message: libraries print where they should not. So many are a fault. */
const MOST_GARBAGE = 1_000;

/** Speaks with a program over its standard input and output: one JSON message a line. */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** Why it ended; null: it runs, or we ended it. */
  ending: string | null = null;
  /** Lines on standard output that were no message. */
  garbage = 0;
  readonly #parts: StdioParts;
  #process: ServerProcess | null = null;
  #isClosed = false;

  constructor(parts: StdioParts) {
    this.#parts = parts;
  }

  /** Rejects when it has ended before anybody spoke with it. */
  async start(): Promise<void> {
    this.begin();
    if (this.ending !== null) throw new Error(this.ending);
  }

  /** Starts the program, so that it can wake up while others get ready to speak with it. */
  begin(): void {
    if (this.#process !== null) return;
    const { command, clock, watchdog, onStderr } = this.#parts;
    const events = {
      onLine: (line: string) => this.#take(line),
      onOverflow: () => this.#end('it sent a message without an end'),
      onStderr,
      onEnd: (how: string) => this.#end(how),
    };
    this.#process = new ServerProcess(command, events, { clock, watchdog });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#process?.write(JSON.stringify(message));
  }

  async close(): Promise<void> {
    await this.#process?.close();
    this.#tellClosed();
  }

  #take(line: string): void {
    if (this.ending !== null) return;
    const message = parseMessage(line);
    if (message !== null) {
      this.onmessage?.(message);
      return;
    }
    this.garbage += 1;
    if (this.garbage > MOST_GARBAGE) this.#end('it sends lines that are no messages');
  }

  #end(how: string): void {
    if (this.ending !== null || this.#isClosed) return;
    this.ending = how;
    void this.#process?.close();
    this.#tellClosed();
  }

  #tellClosed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.onclose?.();
  }
}

function parseMessage(line: string): JSONRPCMessage | null {
  try {
    const value: unknown = JSON.parse(line);
    const isMessage = typeof value === 'object' && value !== null && 'jsonrpc' in value;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the client looks at the rest
    return isMessage ? (value as JSONRPCMessage) : null;
  } catch {
    return null;
  }
}
