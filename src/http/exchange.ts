/**
 * One HTTP request and its answer, as the gateway sees it. Nothing of the transport shows through,
 * so that a leaner one can take its place.
 */
export interface Exchange {
  /** Unique per request; `x-litellm-call-id` unless the client brought its own. */
  readonly id: string;
  readonly method: string;
  /** The raw path of the request target, without the query. */
  readonly path: string;
  /** The raw query without `?`; empty when there is none. */
  readonly query: string;
  /** Clock milliseconds at which the request head was read. */
  readonly startedAt: number;
  readonly remoteAddress: string;
  /** True once the client has gone before the answer was complete. */
  readonly aborted: boolean;
  /** True once `writeHead` was called. */
  readonly headSent: boolean;
  /** A request header by lower-case name; duplicates are joined with `, `. */
  header(name: string): string | undefined;
  /** Name, value, name, value… as the client sent them. */
  rawHeaders(): readonly string[];
  /**
   * Reads the whole body, once. Resolves to `too_large` when it passes `limitBytes` (before it is
   * buffered where the length was declared), `timeout` when it came too slowly, `aborted` when the
   * client left.
   */
  readBody(limitBytes: number): Promise<Buffer | BodyFault>;
  /** Called once, in the turn in which the client leaves; at once when it has left already. */
  onAbort(listener: () => void): void;
  /** Called each time the client took enough for writing to go on. One listener. */
  onDrain(listener: () => void): void;
  /** Sends the status line and headers: name, value, name, value… */
  writeHead(status: number, headers: readonly string[]): void;
  /** False when the buffer to the client is over its high-water mark: stop until `onDrain`. */
  write(bytes: Buffer | string): boolean;
  end(bytes?: Buffer | string): void;
  /** Cuts the connection: the client sees that the answer is not complete. */
  destroy(): void;
}

/** Why a body could not be read. */
export type BodyFault = 'too_large' | 'timeout' | 'aborted';

/** Answers one request. It must end the exchange on every path; what it throws becomes a 500. */
export type ExchangeHandler = (exchange: Exchange) => void | Promise<void>;
