import type { Dispatcher } from 'undici';
import { describeFault } from './upstream-fault.ts';
import type { UpstreamCall, UpstreamHandler, UpstreamHead } from './upstream.ts';

/**
 * One call: undici's raw handler on one side, ours on the other. The raw form gives headers as the
 * bytes that came, so nothing is parsed that nobody asks for.
 */
export class UpstreamExchange implements Dispatcher.DispatchHandler, UpstreamCall {
  readonly #origin: string;
  readonly #handler: UpstreamHandler;
  #abort: ((fault?: Error) => void) | null = null;
  #resume: (() => void) | null = null;
  #ended = false;
  #headSeen = false;

  constructor(origin: string, handler: UpstreamHandler) {
    this.#origin = origin;
    this.#handler = handler;
  }

  abort(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#abort?.(ABORTED);
  }

  resume(): void {
    if (!this.#ended) this.#resume?.();
  }

  onConnect(abort: (fault?: Error) => void): void {
    this.#abort = abort;
    // Aborted while it waited for a socket.
    if (this.#ended) abort(ABORTED);
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void): boolean {
    if (status < 200 || this.#ended) return true;
    this.#resume = resume;
    this.#headSeen = true;
    this.#handler.onHead(new RawHead(status, headers));
    return true;
  }

  onData(chunk: Buffer): boolean {
    return this.#ended || this.#handler.onData(chunk);
  }

  onComplete(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#handler.onEnd();
  }

  onError(fault: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#handler.onError(describeFault(fault, this.#origin, this.#headSeen));
  }
}

const ABORTED = new Error('aborted by the gateway');

class RawHead implements UpstreamHead {
  readonly status: number;
  readonly #headers: readonly Buffer[];

  constructor(status: number, headers: readonly Buffer[]) {
    this.status = status;
    this.#headers = headers;
  }

  header(name: string): string | undefined {
    for (let i = 0; i + 1 < this.#headers.length; i += 2) {
      const key = this.#headers[i];
      if (key?.length === name.length && key.toString('latin1').toLowerCase() === name) {
        return this.#headers[i + 1]?.toString('latin1');
      }
    }
    return undefined;
  }

  raw(): readonly string[] {
    return this.#headers.map((part) => part.toString('latin1'));
  }
}
