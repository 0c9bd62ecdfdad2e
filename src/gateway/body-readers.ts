import type { Usage } from '../core/llm.ts';
import { protocolFailure, providerFailure } from './attempt-failure.ts';
import type { BodyReader, ReaderHost } from './attempt-parts.ts';

/** Collects a bounded body. */
class Collector {
  readonly #chunks: Buffer[] = [];
  readonly #limit: number;
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when the limit is passed. */
  add(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > this.#limit) return false;
    this.#chunks.push(chunk);
    return true;
  }

  all(): Buffer {
    const first = this.#chunks[0];
    if (first !== undefined && this.#chunks.length === 1) return first;
    return Buffer.concat(this.#chunks, this.#size);
  }
}

/** A complete answer: read whole, translated, sent in one write. */
export class AnswerReader implements BodyReader {
  usage: Usage | null = null;
  readonly heard = 0;
  readonly #host: ReaderHost;
  readonly #body: Collector;
  readonly #limit: number;

  constructor(host: ReaderHost, limit: number) {
    this.#host = host;
    this.#limit = limit;
    this.#body = new Collector(limit);
  }

  push(chunk: Buffer): boolean {
    if (!this.#body.add(chunk)) {
      const message = `The upstream's answer is larger than the limit of ${this.#limit} bytes.`;
      this.#host.fail(protocolFailure(message));
    }
    return true;
  }

  end(): void {
    const { call, deployment, exchange } = this.#host.setup;
    const answer = deployment.provider.decode(call, this.#body.all());
    if ('message' in answer) {
      this.#host.fail(providerFailure(answer));
      return;
    }
    if (call.request.stream) {
      this.#host.fail(protocolFailure('The upstream did not stream although it was asked to.'));
      return;
    }
    this.usage = answer.usage;
    if (!this.#host.claim()) return;
    const headers = this.#host.headers();
    headers.push('content-type', 'application/json', 'content-length', `${answer.body.length}`);
    exchange.writeHead(200, headers);
    exchange.end(answer.body);
    this.#host.settle({ kind: 'answered' });
  }

  breakOff(): void {}

  wake(): void {}
}

const ERROR_BODY_LIMIT = 65_536;

/** An error answer: its first bytes tell what is wrong, the rest is not waited for. */
export class ErrorReader implements BodyReader {
  readonly usage = null;
  readonly heard = 0;
  readonly #host: ReaderHost;
  readonly #status: number;
  readonly #retryAfterMs: number | null;
  readonly #body = new Collector(ERROR_BODY_LIMIT);

  constructor(host: ReaderHost, status: number, retryAfterMs: number | null) {
    this.#host = host;
    this.#status = status;
    this.#retryAfterMs = retryAfterMs;
  }

  push(chunk: Buffer): boolean {
    if (!this.#body.add(chunk)) this.end();
    return true;
  }

  end(): void {
    const { provider } = this.#host.setup.deployment;
    const error = provider.readError(this.#status, this.#body.all());
    this.#host.fail(providerFailure(error, this.#retryAfterMs));
  }

  breakOff(): void {}

  wake(): void {}
}
