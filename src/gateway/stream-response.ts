import { renderApiError, type ApiError } from '../core/api-error.ts';
import type { Usage } from '../core/llm.ts';
import type { StreamDecoder } from '../providers/provider.ts';
import { protocolFailure, providerFailure } from './attempt-failure.ts';
import type { BodyReader, ReaderHost } from './attempt-parts.ts';

const DONE = Buffer.from('data: [DONE]\n\n');
/** Role-only and empty events held back while no content has come. */
const HELD_LIMIT = 262_144;
/** How long to wait for usage and `[DONE]` once the provider said that it is finished. */
const TAIL_MS = 2_000;

export const STREAM_HEADERS: readonly string[] = [
  'content-type',
  'text/event-stream; charset=utf-8',
  'cache-control',
  'no-cache',
  'x-accel-buffering',
  'no',
];

/**
 * Hands a stream on as it comes: one write per read. Nothing is sent before the first content
 * token, so that until then another deployment can still take over unseen.
 */
export class StreamPump implements BodyReader {
  readonly #host: ReaderHost;
  readonly #decoder: StreamDecoder;
  #begun = false;
  #held: Buffer[] = [];
  #heldSize = 0;
  #tail = false;
  /** The client has its `[DONE]`; only the upstream's connection is still to end. */
  #ended = false;

  constructor(host: ReaderHost) {
    this.#host = host;
    const { call, deployment } = host.setup;
    this.#decoder = deployment.provider.createStreamDecoder(call);
  }

  get usage(): Usage | null {
    return this.#decoder.usage;
  }

  push(chunk: Buffer): boolean {
    this.#decoder.push(chunk);
    return this.#forward();
  }

  end(): void {
    this.#decoder.end();
    this.#forward();
    if (this.#decoder.error !== null) return;
    if (this.#decoder.finished) this.#finish();
    else this.#host.fail(protocolFailure('The upstream ended its stream before it was complete.'));
  }

  breakOff(error: ApiError): boolean {
    if (this.#tail && this.#decoder.finished) {
      // Everything the client waits for is there; only the farewell is missing.
      this.#decoder.end();
      const rest = this.#decoder.take();
      if (rest !== null) this.#send(rest);
      this.#finish();
      return true;
    }
    if (!this.#begun) return false;
    const { exchange, limits } = this.#host.setup;
    exchange.end(`data: ${renderApiError(error, limits.errorCode)}\n\n`);
    return true;
  }

  #forward(): boolean {
    const ready = this.#decoder.take();
    if (this.#decoder.sawContent && this.#host.firstTokenAt === null) this.#host.markFirstToken();
    if (this.#decoder.error !== null) {
      const goOn = this.#begun && ready !== null ? this.#host.setup.exchange.write(ready) : true;
      this.#host.fail(providerFailure(this.#decoder.error));
      return goOn;
    }
    // The socket may go back to the pool, so its end is waited for; the client need not be.
    if (this.#decoder.closed) this.#close(ready);
    const goOn = this.#ended || ready === null || this.#send(ready);
    if (this.#decoder.finished && !this.#tail) {
      this.#tail = true;
      this.#host.expectEndWithin(TAIL_MS);
    }
    return goOn;
  }

  #send(ready: Buffer): boolean {
    if (this.#begun) return this.#host.setup.exchange.write(ready);
    this.#held.push(ready);
    this.#heldSize += ready.length;
    if (this.#decoder.sawContent || this.#decoder.finished) return this.#begin();
    if (this.#heldSize > HELD_LIMIT) {
      this.#host.fail(protocolFailure('The upstream sent a long stream without any content.'));
    }
    return true;
  }

  #begin(): boolean {
    this.#begun = true;
    const { exchange } = this.#host.setup;
    const headers = this.#host.headers();
    headers.push(...STREAM_HEADERS);
    exchange.writeHead(200, headers);
    const held = this.#held;
    this.#held = [];
    return held.length === 0 || exchange.write(Buffer.concat(held, this.#heldSize));
  }

  /** The last bytes and `[DONE]`, in one write. */
  #close(rest: Buffer | null): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.#begun) this.#begin();
    this.#host.setup.exchange.end(rest === null ? DONE : Buffer.concat([rest, DONE]));
  }

  #finish(): void {
    this.#close(null);
    this.#host.settle({ kind: 'answered' });
  }
}
