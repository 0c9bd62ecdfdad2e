import { renderApiError, type ApiError, type ErrorCodeStyle } from '../core/api-error.ts';
import type { StreamTape } from '../core/stream-tape.ts';
import type { Exchange } from '../http/exchange.ts';
import type { AttemptFailure } from './attempt-outcome.ts';

const DONE = Buffer.from('data: [DONE]\n\n');

export const STREAM_HEADERS: readonly string[] = [
  'content-type',
  'text/event-stream; charset=utf-8',
  'cache-control',
  'no-cache',
  'x-accel-buffering',
  'no',
];

/** The one stream a client sees, however many attempts it takes to fill it. */
export class ClientStream {
  /** The head is out: what has been sent cannot be recalled. */
  begun = false;
  /** What the client has been given by attempts that broke off; null while none has. */
  delivered: StreamTape | null = null;
  /** Why the first of them broke off: what the client is told if nobody completes the answer. */
  brokenBy: AttemptFailure | null = null;
  /** Attempts made to complete it. */
  rescues = 0;
  /** The attempt under way asks the model to go on behind what the client has. */
  prefilling = false;
  /** Somebody did not take that: nobody is asked so again. */
  prefillRefused = false;
  readonly #exchange: Exchange;
  readonly #errorCode: ErrorCodeStyle;
  #ended = false;

  constructor(exchange: Exchange, errorCode: ErrorCodeStyle) {
    this.#exchange = exchange;
    this.#errorCode = errorCode;
  }

  /** Sends the head. `headers`: name, value, name, value…; it is added to. */
  begin(headers: string[]): void {
    if (this.begun) return;
    this.begun = true;
    headers.push(...STREAM_HEADERS);
    this.#exchange.writeHead(200, headers);
  }

  /** False when the client is slow: stop until the exchange drains. */
  write(bytes: Buffer): boolean {
    return this.#ended || this.#exchange.write(bytes);
  }

  /** The last bytes and `[DONE]`, in one write. */
  complete(rest: Buffer | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#exchange.end(rest === null ? DONE : Buffer.concat([rest, DONE]));
  }

  /** Ends it with an error event and without `[DONE]`: the client sees that it is not whole. */
  breakOff(error: ApiError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#exchange.end(`data: ${renderApiError(error, this.#errorCode)}\n\n`);
  }
}
