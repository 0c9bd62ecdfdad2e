import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../core/clock.ts';
import type { AnswerHead } from './answer.ts';
import type { LogEntry } from './call-log.ts';

/** What a call is made of. */
export interface CallParts {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly json: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  /** Divides every wait. */
  readonly speed: number;
  readonly entry: LogEntry;
  /** Milliseconds of the script's time since the first call of this model and session. */
  readonly sinceFirstMs: number;
}

/** One call of the provider, and what a fault may do with it. */
export class ChaosCall {
  readonly json: Readonly<Record<string, unknown>>;
  /** Counts from 1 for each model and session. */
  readonly attempt: number;
  readonly sinceFirstMs: number;
  readonly head: AnswerHead;
  readonly #parts: CallParts;
  #gone = false;
  #hungUp = false;
  #onGone: (() => void) | null = null;

  constructor(parts: CallParts) {
    const { entry, json, sinceFirstMs, response } = parts;
    this.#parts = parts;
    this.json = json;
    this.attempt = entry.attempt;
    this.sinceFirstMs = sinceFirstMs;
    this.head = { id: `chatcmpl-chaos-${entry.index}`, model: entry.model };
    response.on('error', () => undefined);
    response.once('close', () => this.#leave());
  }

  /** The other side has closed the connection. */
  get gone(): boolean {
    return this.#gone;
  }

  get wantsStream(): boolean {
    return this.json['stream'] === true && this.embeds === null;
  }

  /** How many texts are to be embedded; null for a chat. */
  get embeds(): number | null {
    const { input } = this.json;
    if (input === undefined) return null;
    return Array.isArray(input) ? input.length : 1;
  }

  get wantsUsage(): boolean {
    const options = this.json['stream_options'];
    const isMap = typeof options === 'object' && options !== null;
    return isMap && 'include_usage' in options && options.include_usage === true;
  }

  /** The last message's text where it is the assistant's: a beginning to go on from. */
  get prefix(): string | null {
    const { messages } = this.json;
    const last: unknown = Array.isArray(messages) ? messages.at(-1) : null;
    if (typeof last !== 'object' || last === null || !('role' in last)) return null;
    if (last.role !== 'assistant' || !('content' in last)) return null;
    return typeof last.content === 'string' ? last.content : null;
  }

  /** A time of the script as it is played. */
  scaled(time: number): number {
    return time / this.#parts.speed;
  }

  /** Waits in the script's time; false when the other side has left meanwhile. */
  wait(ms: number): Promise<boolean> {
    const { clock, speed } = this.#parts;
    if (this.#gone) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = clock.setTimer(ms / speed, () => {
        this.#onGone = null;
        resolve(true);
      });
      this.#onGone = () => {
        timer.cancel();
        resolve(false);
      };
    });
  }

  /** Resolves when the other side has left. */
  untilGone(): Promise<void> {
    if (this.#gone) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onGone = resolve;
    });
  }

  /** A whole answer with its length; text goes out as it is, anything else as JSON. */
  send(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    const isText = typeof body === 'string';
    const bytes = Buffer.from(isText ? body : JSON.stringify(body));
    this.note(`${status}`);
    this.#parts.response.writeHead(status, {
      'content-type': isText ? 'text/html' : 'application/json',
      'content-length': bytes.length,
      'x-request-id': `req-chaos-${this.#parts.entry.index}`,
      ...headers,
    });
    this.#parts.response.end(bytes);
  }

  /** The head of a stream, at once. */
  startStream(): void {
    this.note('200 stream');
    this.#parts.response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    this.#parts.response.flushHeaders();
  }

  write(text: string): void {
    this.#parts.response.write(text);
  }

  /** Resolves when it is taken, or the other side has left. */
  writeWhenTaken(text: string): Promise<void> {
    const { response } = this.#parts;
    if (this.#gone) return Promise.resolve();
    if (response.write(text)) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve) => {
      const go = (): void => {
        this.#onGone = null;
        resolve();
      };
      this.#onGone = go;
      response.once('drain', go);
    });
  }

  /** The same for all calls of one connection. */
  get connection(): object {
    return this.#parts.message.socket;
  }

  end(): void {
    this.#parts.response.end();
  }

  /** Bytes past the HTTP server. */
  writeRaw(text: string): void {
    this.#parts.message.socket.write(text);
  }

  /** Closes the connection as a dying server does, or resets it. */
  hangUp(how: 'close' | 'reset'): void {
    this.note(how);
    this.#hungUp = true;
    const { socket } = this.#parts.message;
    if (how === 'reset') socket.resetAndDestroy();
    else socket.end(() => socket.destroy());
  }

  /** Adds to what the log says was done. */
  note(what: string): void {
    const { entry } = this.#parts;
    entry.did = entry.did === '' ? what : `${entry.did}, ${what}`;
  }

  #leave(): void {
    const { response, entry, clock } = this.#parts;
    this.#gone = true;
    entry.endedAt = clock.now();
    entry.completed = response.writableFinished;
    entry.abandoned = !entry.completed && !this.#hungUp;
    this.#onGone?.();
    this.#onGone = null;
  }
}
