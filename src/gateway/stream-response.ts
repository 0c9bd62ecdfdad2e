import type { StreamTape } from '../core/stream-tape.ts';
import type { Usage } from '../core/llm.ts';
import type { StreamDecoder } from '../providers/provider.ts';
import { divergedFailure, protocolFailure, providerFailure } from './attempt-failure.ts';
import type { BodyReader, ReaderHost, StreamSetup } from './attempt-parts.ts';

/** Role-only and empty events held back while no content has come. */
const HELD_LIMIT = 262_144;
/** How long to wait for usage and `[DONE]` once the provider said that it is finished. */
const TAIL_MS = 2_000;

/**
 * Hands a stream on as it comes: one write per read. Nothing is sent before the first content
 * token, so that until then another deployment can still take over unseen. Where an attempt before
 * this one broke off, only what comes after the delivered part is sent.
 */
export class StreamPump implements BodyReader {
  readonly #host: ReaderHost;
  readonly #setup: StreamSetup;
  readonly #decoder: StreamDecoder;
  #held: Buffer[] = [];
  #heldSize = 0;
  #tail = false;
  /** The client has its `[DONE]`; only the upstream's connection is still to end. */
  #ended = false;

  constructor(host: ReaderHost, setup: StreamSetup) {
    this.#host = host;
    this.#setup = setup;
    const { call, deployment } = host.setup;
    this.#decoder = deployment.provider.createStreamDecoder(call);
  }

  get usage(): Usage | null {
    return this.#decoder.usage;
  }

  get heard(): number {
    return this.#decoder.tape.chunks;
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

  breakOff(): void {
    if (this.#tail && this.#decoder.finished) {
      // Everything the client waits for is there; only the farewell is missing.
      this.#decoder.end();
      this.#sendOn(this.#decoder.take());
      this.#finish();
      return;
    }
    const { client } = this.#setup;
    if (client.begun) client.delivered = this.#delivered();
  }

  /** All the client has by now, also from attempts before this one. */
  #delivered(): StreamTape {
    const { splicer } = this.#setup;
    return splicer === null ? this.#decoder.tape : splicer.delivered();
  }

  #forward(): boolean {
    const ready = this.#decoder.take();
    if (this.#decoder.sawContent && this.#host.firstTokenAt === null) this.#host.markFirstToken();
    if (this.#decoder.error !== null) {
      const goOn = this.#setup.client.begun ? this.#sendOn(ready) : true;
      this.#host.fail(providerFailure(this.#decoder.error));
      return goOn;
    }
    // The socket may go back to the pool, so its end is waited for; the client need not be.
    if (this.#decoder.closed) this.#close(ready);
    const goOn = this.#ended || this.#sendOn(ready);
    if (this.#decoder.finished && !this.#tail) {
      this.#tail = true;
      this.#host.expectEndWithin(TAIL_MS);
    }
    return goOn;
  }

  /** Sends what of these events the client does not have yet. */
  #sendOn(ready: Buffer | null): boolean {
    const bytes = this.#splice(ready);
    return bytes === null || this.#send(bytes);
  }

  #splice(ready: Buffer | null): Buffer | null {
    const { splicer } = this.#setup;
    if (splicer === null || ready === null) return ready;
    const rest = splicer.push(ready);
    if (splicer.diverged !== null) this.#host.fail(divergedFailure(splicer.diverged.at));
    return rest;
  }

  #spliceLast(rest: Buffer | null): Buffer | null {
    const bytes = this.#splice(rest);
    const { splicer } = this.#setup;
    if (splicer === null || this.#host.settled) return bytes;
    const last = splicer.end();
    if (splicer.diverged !== null) this.#host.fail(divergedFailure(splicer.diverged.at));
    return bytes === null || last === null ? (bytes ?? last) : Buffer.concat([bytes, last]);
  }

  #send(ready: Buffer): boolean {
    if (this.#setup.client.begun) return this.#setup.client.write(ready);
    this.#held.push(ready);
    this.#heldSize += ready.length;
    const isFull = this.#heldSize > HELD_LIMIT;
    if (this.#decoder.finished || (this.#decoder.sawContent && (isFull || this.#mayBegin()))) {
      return this.#begin();
    }
    if (isFull) {
      this.#host.fail(protocolFailure('The upstream sent a long stream without any content.'));
    }
    return true;
  }

  /** Holding the beginning back for a while leaves another deployment the chance to take over. */
  #mayBegin(): boolean {
    const { holdBack } = this.#setup;
    const { clock } = this.#host.setup.gateway;
    if (holdBack === null) return true;
    const since = this.#host.firstTokenAt ?? clock.now();
    if (this.#decoder.tape.chunks >= holdBack.tokens || clock.now() - since >= holdBack.ms) {
      return true;
    }
    this.#host.wakeAt(since + holdBack.ms);
    return false;
  }

  /** The time for holding back is over. */
  wake(): void {
    if (this.#held.length > 0) this.#begin();
  }

  #begin(): boolean {
    if (!this.#host.claim()) return true;
    const { client } = this.#setup;
    client.begin(this.#host.headers());
    const held = this.#held;
    this.#held = [];
    return held.length === 0 || client.write(Buffer.concat(held, this.#heldSize));
  }

  #close(rest: Buffer | null): void {
    if (this.#ended) return;
    const { client } = this.#setup;
    const bytes = this.#spliceLast(rest);
    if (this.#host.settled) return;
    this.#ended = true;
    if (!client.begun) this.#begin();
    if (!this.#host.settled) client.complete(bytes);
  }

  #finish(): void {
    this.#close(null);
    this.#host.settle({ kind: 'answered' });
  }
}
