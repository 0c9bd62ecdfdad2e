import type { Exchange } from '../http/exchange.ts';

/** An exchange without a client: calls the gateway makes for itself end here. */
export class MemoryExchange implements Exchange {
  readonly id = 'probe';
  readonly method = 'POST';
  readonly path = '/';
  readonly query = '';
  readonly remoteAddress = '';
  readonly aborted = false;
  readonly startedAt: number;
  headSent = false;

  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  header(): undefined {
    return undefined;
  }

  rawHeaders(): readonly string[] {
    return [];
  }

  readBody(): Promise<Buffer> {
    return Promise.resolve(Buffer.alloc(0));
  }

  onAbort(): void {
    // Nobody can leave.
  }

  onDrain(): void {
    // Nothing is ever full.
  }

  writeHead(): void {
    this.headSent = true;
  }

  write(): boolean {
    return true;
  }

  end(): void {
    // The answer was asked for only to see that there is one.
  }

  destroy(): void {
    // There is no connection.
  }
}
